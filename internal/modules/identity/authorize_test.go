package identity

import (
	"testing"

	"github.com/google/uuid"
)

// Relations in which somebody can stand to a thing.
const (
	own    = "own"   // it is theirs
	asPrac = "prac"  // they are the practitioner in it
	other  = "other" // neither
)

// expected is written down by hand, apart from the table in the code: what is not here must be refused.
var expected = map[Role]map[string][]string{
	Seeker: {
		"profile:read": {own}, "profile:update": {own}, "profile:delete": {own},
		"wellbeing:read": {own}, "wellbeing:update": {own},
		"session:read": {own}, "session:delete": {own},
		"booking:create": {own, asPrac, other}, "booking:read": {own}, "booking:update": {own}, "booking:cancel": {own},
		"payment:create": {own}, "payment:read": {own},
		"practitioner:create": {own, asPrac, other},
	},
	Practitioner: {
		"profile:read": {own}, "profile:update": {own}, "profile:delete": {own},
		"wellbeing:read": {own}, "wellbeing:update": {own},
		"session:read": {own}, "session:delete": {own},
		"booking:create": {own, asPrac, other}, "booking:read": {own, asPrac}, "booking:update": {own, asPrac},
		"booking:cancel": {own, asPrac}, "booking:decide": {asPrac}, "booking:conduct": {asPrac},
		"payment:create": {own}, "payment:read": {own, asPrac},
		"practitioner:create": {own, asPrac, other}, "practitioner:update": {own},
		"availability:read": {own}, "availability:update": {own},
		"note:read": {asPrac}, "note:update": {asPrac},
		"client:create": {own}, "client:read": {own}, "client:update": {own}, "client:delete": {own},
	},
	Admin: {
		"profile:read": {own}, "profile:update": {own}, "profile:delete": {own},
		"wellbeing:read": {own}, "wellbeing:update": {own},
		"session:read": {own}, "session:delete": {own},
		"booking:create": {own, asPrac, other}, "booking:read": {own, asPrac, other}, "booking:update": {own, asPrac, other},
		"booking:cancel": {own, asPrac, other}, "booking:decide": {own, asPrac, other}, "booking:conduct": {own, asPrac, other},
		"payment:read": {own, asPrac, other}, "payment:refund": {own, asPrac, other},
		"practitioner:update": {own, asPrac, other}, "availability:read": {own, asPrac, other}, "availability:update": {own, asPrac, other},
		"verification:read": {own, asPrac, other}, "verification:decide": {own, asPrac, other},
		"category:update": {own, asPrac, other},
		"account:read":    {own, asPrac, other}, "account:update": {own, asPrac, other},
		"desk:read": {own, asPrac, other}, "desk:update": {own, asPrac, other},
		"settings:read": {own, asPrac, other}, "settings:update": {own, asPrac, other},
	},
	"super_admin": {}, // a role nobody defined may nothing
	"":            {},
}

var (
	resources = []Resource{ResProfile, ResBooking, ResPractitioner, ResAvailability, ResPayment, ResSession, ResVerification, ResCategory, ResNote, ResClient, ResAccount, ResDesk, ResSettings, "ledger"}
	actions   = []Action{Create, Read, Update, Delete, Cancel, Decide, Conduct, Refund, "drop"}
)

func contains(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}

func TestEveryRoleResourceActionAndRelation(t *testing.T) {
	me, them, booking := uuid.New(), uuid.New(), uuid.New()
	subjects := map[string]Subject{
		own: {Owner: me, Practitioner: them, Booking: booking}, asPrac: {Owner: them, Practitioner: me, Booking: booking},
		other: {Owner: them, Practitioner: them, Booking: booking},
	}
	for role, table := range expected {
		p := Principal{PersonID: me, Role: role}
		for _, res := range resources {
			for _, action := range actions {
				for relation, subject := range subjects {
					name := string(res) + ":" + string(action)
					want := contains(table[name], relation)
					if got := Allowed(p, action, res, subject); got != want {
						t.Errorf("%q %s %s: allowed %v, want %v", role, name, relation, got, want)
					}
					if Allowed(Principal{Role: role}, action, res, subject) {
						t.Errorf("a visitor with role %q may %s %s", role, name, relation)
					}
				}
				if Allowed(p, action, res, Subject{}) && !contains(table[string(res)+":"+string(action)], other) {
					t.Errorf("%q may %s %s of nobody", role, action, res)
				}
			}
		}
	}
}

func TestAGuestsLinkOpensOneBooking(t *testing.T) {
	guest, one, two := uuid.New(), uuid.New(), uuid.New()
	allowed := map[string]bool{"booking:read": true, "booking:update": true, "booking:cancel": true, "payment:create": true, "payment:read": true}
	p := Principal{PersonID: guest, Role: Admin, Guest: true, BookingID: one} // the role must not count
	for _, res := range resources {
		for _, action := range actions {
			name := string(res) + ":" + string(action)
			if got := Allowed(p, action, res, Subject{Owner: guest, Booking: one}); got != allowed[name] {
				t.Errorf("guest %s on their booking: %v", name, got)
			}
			for what, s := range map[string]Subject{
				"another booking": {Owner: guest, Booking: two}, "no booking": {Owner: guest}, "somebody's booking": {Owner: uuid.New(), Booking: one},
			} {
				if Allowed(p, action, res, s) {
					t.Errorf("guest may %s on %s", name, what)
				}
			}
			if Allowed(Principal{PersonID: guest, Guest: true}, action, res, Subject{Owner: guest}) {
				t.Errorf("guest without a booking may %s", name)
			}
		}
	}
}

func TestTokensListThePermissionsOfTheRole(t *testing.T) {
	for role := range expected {
		if got, n := PermissionsOf(role), len(permissions[role]); len(got) != n {
			t.Errorf("%q: %d permissions, want %d", role, len(got), n)
		}
	}
	if got := (Permission{ResBooking, Read, Owner}).String(); got != "booking:read:owner" {
		t.Errorf("got %q", got)
	}
}
