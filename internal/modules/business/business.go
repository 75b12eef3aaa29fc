package business

import (
	"time"

	"klear/internal/modules/business/internal/businessdb"

	"github.com/google/uuid"
)

// Role is what somebody is in a business.
type Role string

// The roles. Each may do what the one before it may.
const (
	Member  Role = "member"  // works there
	Manager Role = "manager" // also keeps members, rooms and team services, and sees the team's agenda
	Owner   Role = "owner"   // also changes the business itself and who manages it
)

// atLeast reports that r may do what needs the other role.
func (r Role) atLeast(need Role) bool { return r.rank() >= need.rank() }

func (r Role) rank() int {
	switch r {
	case Member:
		return 1
	case Manager:
		return 2
	case Owner:
		return 3
	}
	return 0
}

// Business is several people under one name.
type Business struct {
	ID        uuid.UUID
	Slug      string
	Name      string
	About     string
	Zone      string // IANA; the clock of the team's agenda
	Address   string // give it only to those with a confirmed booking
	OwnerID   uuid.UUID
	ShowRooms bool // clients are told their room
	Version   int64
}

// Membership is somebody's place in a business.
type Membership struct {
	PersonID uuid.UUID
	Role     Role
	Joined   time.Time
}

// Mine is a business as one of its members sees it in their list.
type Mine struct {
	Business
	Role Role
}

// Invitation asks an address to join. It ends at Expires.
type Invitation struct {
	ID         uuid.UUID
	BusinessID uuid.UUID
	Email      string
	Role       Role
	InvitedBy  uuid.UUID
	Expires    time.Time
}

// Room is where a session may take place; a room that is not active takes no new ones.
type Room struct {
	ID         uuid.UUID
	BusinessID uuid.UUID
	Name       string
	Active     bool
}

// Limits of one business. Invitations under way count as members.
const (
	MaxMembers = 50
	MaxRooms   = 50
	MaxOwned   = 5 // businesses of one owner
)

// inviteFor is how long an invitation can be accepted.
const inviteFor = 14 * 24 * time.Hour

func businessOf(r businessdb.BusinessBusiness) Business {
	return Business{ID: r.ID, Slug: r.Slug, Name: r.Name, About: r.About, Zone: r.Zone, Address: r.Address, OwnerID: r.OwnerID,
		ShowRooms: r.ShowRooms, Version: r.Version}
}

func invitationOf(r businessdb.BusinessInvitation) Invitation {
	return Invitation{ID: r.ID, BusinessID: r.BusinessID, Email: r.Email, Role: Role(r.Role), InvitedBy: r.InvitedBy, Expires: r.ExpiresAt.UTC()}
}

func roomOf(r businessdb.BusinessRoom) Room {
	return Room{ID: r.ID, BusinessID: r.BusinessID, Name: r.Name, Active: r.Active}
}
