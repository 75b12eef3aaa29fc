// Package mail sends messages, through an SMTP server or into the development mailbox, and knows nothing about what
// they say.
//
// Every Message is validated before it leaves: a line break in a name, an address, a subject or a header is an error,
// never a new header; sizes and numbers of recipients are bounded. Use OneLine for words that people typed.
//
// Senders: SMTP (TLS from the first byte for smtps://, STARTTLS required for smtp://, none only with tls=none) and
// Mailbox, which keeps the last messages in a file for the pages at /dev/mail.
package mail
