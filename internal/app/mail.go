package app

import (
	"klear/internal/platform/mail"
)

// mailboxSize is how many letters the development mailbox keeps.
const mailboxSize = 1000

// openMail uses the mail server when one is configured and the development mailbox otherwise.
func (a *App) openMail() (mail.Sender, error) {
	if a.cfg.SMTPURL.IsSet() {
		return mail.NewSMTP(a.cfg.SMTPURL, mail.SMTPOptions{})
	}
	box, err := mail.OpenMailbox(a.cfg.Path("mail"), mailboxSize, a.clock, a.ids)
	a.mailbox = box
	return box, err
}

// letterBroken counts a letter that went out in the program's words because an operator's failed; the names are those of
// embedded files.
func (a *App) letterBroken(name string, err error) {
	a.counts.letters.WithLabelValues(name).Inc()
	a.log.Error("an operator's letter could not be sent: the original went out", "letter", name, "error", err)
}
