package business

import (
	"context"
	"net/mail"

	"klear/internal/modules/business/internal/businessdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// Invite asks an address by letter to join; a second letter to the same address replaces the first. Managers invite
// members, the owner also managers. Whether the address has an account is not told. Errors: ErrNotFound,
// identity.ErrForbidden, apperr.ErrValidation, ErrTooMany.
func (s *Service) Invite(ctx context.Context, who identity.Principal, business uuid.UUID, email string, role Role) (Invitation, error) {
	var v apperr.Validation
	email = identity.NormalizeEmail(email)
	a, err := mail.ParseAddress(email)
	v.Check(err == nil && a.Address == email && len(email) <= 254, "email", "email", "Write an address like name@example.org.")
	v.Check(role == Member || role == Manager, "role", "unknown_value", "Choose member or manager.")
	if err := v.Err(); err != nil {
		return Invitation{}, err
	}
	need := Manager
	if role == Manager {
		need = Owner
	}
	now := s.Clock.Now()
	i := Invitation{ID: s.IDs.ID(), BusinessID: business, Email: email, Role: role, InvitedBy: who.PersonID, Expires: now.Add(inviteFor)}
	err = idem.InTx(ctx, s.DB, now, &i, func(tx db.Tx) error {
		if _, _, err := s.LockTx(ctx, tx, who, business, need); err != nil {
			return err
		}
		if err := on(tx).WithdrawTo(ctx, businessdb.WithdrawToParams{BusinessID: business, Email: email}); err != nil {
			return err
		}
		n, err := on(tx).CountMembers(ctx, businessdb.CountMembersParams{BusinessID: business, Now: now})
		if err == nil && n >= MaxMembers {
			err = ErrTooMany
		}
		if err != nil {
			return err
		}
		err = on(tx).Invite(ctx, businessdb.InviteParams{ID: i.ID, BusinessID: business, Email: email, Role: string(role),
			InvitedBy: who.PersonID, ExpiresAt: i.Expires, CreatedAt: now})
		if err != nil {
			return err
		}
		return s.Jobs.AddTx(ctx, tx, jobs.Job{Args: sendInvitation{InvitationID: i.ID}})
	})
	return i, err
}

// sendInvitation is the job that writes the letter.
type sendInvitation struct {
	InvitationID uuid.UUID `json:"invitation_id"`
}

// Kind names the job.
func (sendInvitation) Kind() string { return "business_invitation" }

func (s *Service) sendInvitation(ctx context.Context, j sendInvitation) error {
	row, err := on(s.DB).InvitationByID(ctx, businessdb.InvitationByIDParams{ID: j.InvitationID, Now: s.Clock.Now()})
	if db.IsNoRows(err) {
		return nil // withdrawn or accepted meanwhile
	} else if err != nil {
		return err
	}
	from, err := s.People.PersonByID(ctx, s.DB, row.BusinessInvitation.InvitedBy)
	if err != nil {
		return err
	}
	return s.Mailer.SendInvitation(ctx, invitationOf(row.BusinessInvitation), from, businessOf(row.BusinessBusiness))
}

// Invitations lists those under way, for managers. Errors: ErrNotFound, identity.ErrForbidden.
func (s *Service) Invitations(ctx context.Context, who identity.Principal, business uuid.UUID) ([]Invitation, error) {
	if _, err := s.May(ctx, s.DB, who, business, Manager); err != nil {
		return nil, err
	}
	rows, err := on(s.DB).Invitations(ctx, businessdb.InvitationsParams{BusinessID: business, Now: s.Clock.Now()})
	out := make([]Invitation, len(rows))
	for i, r := range rows {
		out[i] = invitationOf(r)
	}
	return out, err
}

// Withdraw takes an invitation back, for managers. Errors: ErrNotFound, ErrNoInvitation, identity.ErrForbidden.
func (s *Service) Withdraw(ctx context.Context, who identity.Principal, business, invitation uuid.UUID) error {
	var n int64
	return idem.InTx(ctx, s.DB, s.Clock.Now(), &n, func(tx db.Tx) (err error) {
		if _, _, err := s.LockTx(ctx, tx, who, business, Manager); err != nil {
			return err
		}
		if n, err = on(tx).Withdraw(ctx, businessdb.WithdrawParams{ID: invitation, BusinessID: business}); err == nil && n == 0 {
			err = ErrNoInvitation
		}
		return err
	})
}

// Asked is an invitation as the one who is asked sees it.
type Asked struct {
	Invitation
	Business Business
}

// InvitationsTo lists what the caller is asked to join. Only a proved address counts.
func (s *Service) InvitationsTo(ctx context.Context, who identity.Principal) ([]Asked, error) {
	if err := identity.RequireVerified(who); err != nil {
		return nil, err
	}
	rows, err := on(s.DB).InvitationsTo(ctx, businessdb.InvitationsToParams{Email: identity.NormalizeEmail(who.Email), Now: s.Clock.Now()})
	out := make([]Asked, len(rows))
	for i, r := range rows {
		out[i] = Asked{invitationOf(r.BusinessInvitation), businessOf(r.BusinessBusiness)}
	}
	return out, err
}

// Accept makes the caller a member. Of two who accept at once one does; the other finds the invitation gone. Errors:
// identity.ErrForbidden (no practitioner), identity.ErrUnverified, ErrNoInvitation, ErrMember.
func (s *Service) Accept(ctx context.Context, who identity.Principal, invitation uuid.UUID) (Business, error) {
	if err := identity.RequireVerified(who); err != nil {
		return Business{}, err
	}
	if who.Role != identity.Practitioner {
		return Business{}, identity.ErrForbidden
	}
	var out Business
	err := idem.InTx(ctx, s.DB, s.Clock.Now(), &out, func(tx db.Tx) error {
		now := s.Clock.Now()
		row, err := on(tx).TakeInvitation(ctx, businessdb.TakeInvitationParams{ID: invitation, Email: identity.NormalizeEmail(who.Email), Now: now})
		if db.IsNoRows(err) {
			return ErrNoInvitation
		} else if err != nil {
			return err
		}
		n, err := on(tx).Join(ctx, businessdb.JoinParams{BusinessID: row.BusinessID, PersonID: who.PersonID, Role: row.Role, JoinedAt: now})
		if err == nil && n == 0 {
			err = ErrMember
		}
		if err != nil {
			return err
		}
		if out, err = s.Read(ctx, tx, row.BusinessID); err != nil {
			return err
		}
		return s.publishTx(ctx, tx, who, EventJoined, row.BusinessID, who.PersonID)
	})
	return out, err
}
