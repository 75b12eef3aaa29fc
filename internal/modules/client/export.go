package client

import (
	"context"
	"io"

	"klear/internal/modules/client/internal/clientdb"
	"klear/internal/modules/client/sheet"
	"klear/internal/modules/identity"
)

// Export writes the caller's clients as the file that Import takes, with standing notes and without dated ones; who erased
// their account is not in it. Importing it again changes nothing. Errors: identity's, and those of w.
func (s *Service) Export(ctx context.Context, who identity.Principal, w io.Writer) error {
	if err := may(who, identity.Read); err != nil {
		return err
	}
	list, err := clientdb.New(s.DB).Everybody(ctx, clientdb.EverybodyParams{OwnerID: who.PersonID, MaxRows: maxClients})
	if err != nil {
		return err
	}
	key, err := s.People.KeyTx(ctx, s.DB, who.PersonID)
	if err != nil {
		return err
	}
	rows := make([]sheet.Row, len(list))
	for i, r := range list {
		d := fromRow(r).Details
		if d.About, err = openAbout(key, r.ID, r.AboutSealed); err != nil {
			return err
		}
		rows[i] = sheet.Row{Name: d.Name, Email: d.Email, Phone: d.Phone, Language: d.Language, Birthday: d.Birthday, ExternalID: d.ExternalID, Notes: d.About}
		if d.ExternalID == "" {
			rows[i].ExternalID = ownNumber(r.ID)
		}
	}
	return sheet.Write(w, rows)
}
