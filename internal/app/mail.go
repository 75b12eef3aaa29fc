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
