package booking

import (
	"encoding/json"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

func fromRow(r *bookingdb.BookingBooking) *Booking {
	b := &Booking{
		ID: r.ID, Code: r.Code, PractitionerID: r.PractitionerID, PractitionerPersonID: r.PractitionerPersonID,
		PractitionerName: r.PractitionerName, PractitionerSlug: r.PractitionerSlug, ServiceID: r.ServiceID, ServiceName: r.ServiceName,
		OccupancyID: r.OccupancyID, Group: r.GroupSession, Status: Status(r.Status), Mode: r.Mode, Start: r.StartsAt.UTC(), End: r.EndsAt.UTC(),
		PractitionerZone: r.PractitionerZone, SeekerZone: r.SeekerZone, Price: money.Amount{Minor: r.PriceMinor, Currency: r.Currency},
		FreeCancelHours: int(r.FreeCancelHours), LateCancelFeeBps: int(r.LateCancelFeeBps),
		FreeCancel: r.FreeCancel, Offered: r.Offered, overlapOK: r.OverlapOk, Approval: r.Confirmation == "approval", Extended: r.Extended, EndedBy: r.EndedBy,
		InviteSequence: int(r.InviteSequence), Version: r.Version, CreatedAt: r.CreatedAt.UTC(),
		accessHash: r.AccessHash, addressSealed: r.AddressSealed, noteSealed: r.NoteSealed, reasonSealed: r.ReasonSealed,
	}
	if err := json.Unmarshal(r.Quote, &b.Quote); err != nil {
		panic(err) // written by insertHeld or drawTx, and the column holds objects only
	}
	b.RoomID, b.TeamServiceID, b.BusinessID = idOf(r.RoomID), idOf(r.TeamServiceID), idOf(r.BusinessID)
	b.CompanionPersons = r.CompanionPersons
	b.PackID, b.AtVenue = idOf(r.PackID), r.AtVenue
	if r.SeekerID != nil {
		b.SeekerID = *r.SeekerID
	}
	if r.SeriesID != nil && r.SeriesNo != nil {
		b.SeriesID, b.SeriesNo = *r.SeriesID, int(*r.SeriesNo)
	}
	if r.ForRelation != nil {
		b.forRelation, b.forSealed = *r.ForRelation, r.ForSealed
	}
	if r.GuardianConsentAt != nil {
		b.GuardianConsentAt = r.GuardianConsentAt.UTC()
	}
	if r.PayBy != nil {
		b.PayBy = r.PayBy.UTC()
	}
	if r.ExpiresAt != nil {
		b.ExpiresAt = r.ExpiresAt.UTC()
	}
	return b
}

// idOf reads a nullable column; null is uuid.Nil.
func idOf(id *uuid.UUID) uuid.UUID {
	if id == nil {
		return uuid.Nil
	}
	return *id
}

// maybe is the inverse of idOf.
func maybe(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}
