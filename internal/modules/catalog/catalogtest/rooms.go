package catalogtest

import (
	"fmt"
	"testing"

	"github.com/google/uuid"

	"klear/internal/platform/db"
)

// Business inserts a business whose owner is a new account, and returns its id.
func Business(t testing.TB, q db.Querier) uuid.UUID {
	t.Helper()
	id, owner, n := newID(t), Person(t, q, "practitioner"), serial.Add(1)
	exec(t, q, `with b as (insert into business.business (id, slug, name, zone, address, owner_id, created_at)
			values ($1, $2, $3, 'Asia/Kolkata', '2 Shared Lane', $4, now()))
		insert into business.membership (business_id, person_id, role, joined_at) values ($1, $4, 'owner', now())`,
		id, fmt.Sprintf("business-%d", n), fmt.Sprintf("Business %d", n), owner)
	return id
}

// Join makes the person behind a practitioner a member of a business.
func Join(t testing.TB, q db.Querier, business, practitioner uuid.UUID, role string) {
	t.Helper()
	exec(t, q, `insert into business.membership (business_id, person_id, role, joined_at)
		select $1, person_id, $3, now() from catalog.practitioner where id = $2`, business, practitioner, role)
}

// Room inserts a room and returns its id.
func Room(t testing.TB, q db.Querier, business uuid.UUID) uuid.UUID {
	t.Helper()
	id := newID(t)
	exec(t, q, `insert into business.room (id, business_id, name, created_at) values ($1, $2, $3, now())`, id, business, fmt.Sprintf("Room %d", serial.Add(1)))
	return id
}

// UseRooms lets a service take place in these rooms of a business; its practitioner is a member already.
func UseRooms(t testing.TB, q db.Querier, service, business uuid.UUID, rooms ...uuid.UUID) {
	t.Helper()
	for _, room := range rooms {
		exec(t, q, `insert into catalog.service_room (service_id, room_id, business_id, practitioner_id, person_id)
			select s.id, $2, $3, p.id, p.person_id from catalog.service s join catalog.practitioner p on p.id = s.practitioner_id where s.id = $1`,
			service, room, business)
	}
}

// TeamService inserts a team service of a business ("any" or "all") with one service of each member, and returns its id.
func TeamService(t testing.TB, q db.Querier, business uuid.UUID, team string, services ...uuid.UUID) uuid.UUID {
	t.Helper()
	id := newID(t)
	exec(t, q, `insert into catalog.team_service (id, business_id, name, team, mode, duration_min, price_minor, currency, size, created_at)
		select $1, $2, $3, $4, modes[1], duration_min, 200000, currency, $6, now() from catalog.service where id = $5`,
		id, business, fmt.Sprintf("Team %d", serial.Add(1)), team, services[0], len(services))
	for _, s := range services {
		exec(t, q, `insert into catalog.team_member (team_service_id, business_id, practitioner_id, person_id, service_id, duration_min, currency)
			select $1, $2, p.id, p.person_id, s.id, s.duration_min, s.currency
			from catalog.service s join catalog.practitioner p on p.id = s.practitioner_id where s.id = $3`, id, business, s)
	}
	return id
}
