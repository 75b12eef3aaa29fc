// Package devmail shows what the built-in mailbox holds. Development only: its texts are English.
package devmail
