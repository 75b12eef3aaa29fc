package api

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/client"
	"klear/internal/modules/client/sheet"
	"klear/internal/modules/identity"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// clients serves a practitioner's own list: for everybody else its clients do not exist.
type clients struct {
	service  *client.Service
	bookings *booking.Service
}

// Clients registers clients/* and what a practitioner books for them.
func Clients(a huma.API, s *client.Service, b *booking.Service) {
	h := clients{s, b}
	const tag = "clients"
	huma.Register(a, op(http.MethodGet, "/clients", "listClients", "The caller's clients, found by name, address or number", tag), h.list)
	once(a, op(http.MethodPost, "/clients", "addClient", "Enter a client", tag), h.add)
	huma.Register(a, op(http.MethodGet, "/clients/{id}", "getClient", "One client, with the standing note", tag), h.get)
	once(a, op(http.MethodPut, "/clients/{id}", "updateClient", "Change what was entered about a client", tag), h.update)
	once(a, op(http.MethodDelete, "/clients/{id}", "removeClient", "Take somebody off the list who never had a booking", tag), h.remove)
	once(a, op(http.MethodPost, "/clients/{id}/join", "joinClients", "Make one client of two: somebody who booked, and somebody entered by hand", tag), h.join)
	huma.Register(a, op(http.MethodGet, "/clients/{id}/notes", "listClientNotes", "The caller's private notes about a client", tag), h.notes)
	once(a, op(http.MethodPost, "/clients/{id}/notes", "addClientNote", "Write a private note", tag), h.addNote)
	once(a, op(http.MethodPut, "/clients/{id}/notes/{note}", "editClientNote", "Change a private note", tag), h.editNote)
	huma.Register(a, op(http.MethodGet, "/clients/{id}/bookings", "listClientBookings", "What was booked with a client", tag), h.history)
	once(a, op(http.MethodPost, "/clients/{id}/bookings", "offerBooking", "Book for a client, who pays by a letter's link", tag), h.offer)
	once(a, op(http.MethodPost, "/bookings/{id}/withdraw", "withdrawOffer", "Take back a time that is kept for a client", tag), h.withdraw)
	in := op(http.MethodPost, "/clients/import", "importClients", "Import a table of clients, or with dryRun say what it would do", tag)
	in.MaxBodyBytes = maxClientsBody
	once(a, in, h.importFile)
	huma.Register(a, op(http.MethodGet, "/clients/export", "exportClients", "The list as the table that importClients takes", tag), h.export)
}

// maxClientsBody holds a table of 10 MB as a JSON string.
const maxClientsBody = 12 << 20

// ClientFields are what a practitioner writes about a client.
type ClientFields struct {
	Name       string `json:"name" minLength:"1" maxLength:"120"`
	Email      string `json:"email,omitempty" maxLength:"254"`
	Phone      string `json:"phone,omitempty" maxLength:"32"`
	Language   string `json:"language,omitempty" maxLength:"35" doc:"BCP 47"`
	Birthday   string `json:"birthday,omitempty" maxLength:"10" doc:"a date, like 1984-05-31"`
	ExternalID string `json:"externalId,omitempty" maxLength:"120" doc:"of another program"`
	About      string `json:"about,omitempty" maxLength:"20000" doc:"a standing note, private"`
}

func (f ClientFields) details() client.Details {
	return client.Details{Name: f.Name, Email: f.Email, Phone: f.Phone, Language: f.Language, Birthday: f.Birthday, ExternalID: f.ExternalID, About: f.About}
}

// ClientView is a client as their practitioner sees them.
type ClientView struct {
	ID uuid.UUID `json:"id" format:"uuid"`
	ClientFields
	BookedAs  string     `json:"bookedAs,omitempty" doc:"the name that the person gives themselves, where it is another one"`
	Perhaps   []SameView `json:"perhapsSame,omitempty" doc:"clients with the same address that may be the same person; of getClient only"`
	Booked    bool       `json:"booked" doc:"had a confirmed booking; empty fields are then the person's own words"`
	Erased    bool       `json:"erased" doc:"the person erased their account"`
	Sessions  int        `json:"sessions,omitempty" doc:"of the list only"`
	LastAt    *time.Time `json:"lastAt,omitempty" doc:"start of the latest session; of the list only"`
	Version   int64      `json:"version"`
	CreatedAt time.Time  `json:"createdAt"`
}

// SameView names another client of the list.
type SameView struct {
	ID   uuid.UUID `json:"id" format:"uuid"`
	Name string    `json:"name"`
}

func viewClient(c client.Client) ClientView {
	v := ClientView{ID: c.ID, BookedAs: c.BookedAs(), Booked: c.Booked(), Erased: c.Erased, Sessions: c.Sessions, Version: c.Version, CreatedAt: c.CreatedAt,
		ClientFields: ClientFields{c.Name, c.Email, c.Phone, c.Language, c.Birthday, c.ExternalID, c.About}}
	if !c.LastAt.IsZero() {
		v.LastAt = &c.LastAt
	}
	return v
}

type clientsInput struct {
	PageQuery
	Q string `query:"q" maxLength:"200" doc:"a part of name, address, phone or external id"`
}

func (h clients) list(ctx context.Context, in *clientsInput) (*Out[[]ClientView], error) {
	list, total, err := h.service.List(ctx, identity.PrincipalFrom(ctx), in.Q, in.Page, in.Limit)
	if err != nil {
		return nil, err
	}
	out := make([]ClientView, len(list))
	for i, c := range list {
		out[i] = viewClient(c)
	}
	return OKPage(ctx, out, in.Page, in.Limit, total), nil
}

type addClientInput struct {
	IdempotencyHeader
	Body ClientFields
}

func (h clients) add(ctx context.Context, in *addClientInput) (*Out[ClientView], error) {
	c, err := h.service.Add(ctx, identity.PrincipalFrom(ctx), in.Body.details())
	return shownClient(ctx, c, err)
}

func shownClient(ctx context.Context, c client.Client, err error) (*Out[ClientView], error) {
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewClient(c)), nil
}

// ClientRef is the path of one client.
type ClientRef struct {
	ID uuid.UUID `path:"id" format:"uuid"`
}

func (h clients) get(ctx context.Context, in *ClientRef) (*Out[ClientView], error) {
	who := identity.PrincipalFrom(ctx)
	c, err := h.service.Get(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	same, err := h.service.Perhaps(ctx, who, c)
	if err != nil {
		return nil, err
	}
	v := viewClient(c)
	for _, o := range same {
		v.Perhaps = append(v.Perhaps, SameView{o.ID, o.Name})
	}
	return OK(ctx, v), nil
}

type joinClientsInput struct {
	ClientRef
	IdempotencyHeader
	Body struct {
		ClientID uuid.UUID `json:"clientId" format:"uuid" doc:"the other one"`
	}
}

func (h clients) join(ctx context.Context, in *joinClientsInput) (*Out[ClientView], error) {
	c, err := h.service.Join(ctx, identity.PrincipalFrom(ctx), in.ID, in.Body.ClientID)
	return shownClient(ctx, c, err)
}

type updateClientInput struct {
	ClientRef
	IdempotencyHeader
	Body struct {
		Versioned
		ClientFields
	}
}

func (h clients) update(ctx context.Context, in *updateClientInput) (*Out[ClientView], error) {
	c, err := h.service.Update(ctx, identity.PrincipalFrom(ctx), in.ID, in.Body.Version, in.Body.details())
	return shownClient(ctx, c, err)
}

type clientChange struct {
	ClientRef
	IdempotencyHeader
}

func (h clients) remove(ctx context.Context, in *clientChange) (*Out[Empty], error) {
	return answer(ctx, h.service.Remove(ctx, identity.PrincipalFrom(ctx), in.ID))
}

// ClientNoteView is a private note.
type ClientNoteView struct {
	ID        uuid.UUID  `json:"id" format:"uuid"`
	Words     string     `json:"words"`
	WrittenAt time.Time  `json:"writtenAt"`
	EditedAt  *time.Time `json:"editedAt,omitempty"`
}

func viewNote(n client.Note) ClientNoteView {
	v := ClientNoteView{ID: n.ID, Words: n.Words, WrittenAt: n.WrittenAt}
	if !n.EditedAt.IsZero() {
		v.EditedAt = &n.EditedAt
	}
	return v
}

func (h clients) notes(ctx context.Context, in *ClientRef) (*Out[[]ClientNoteView], error) {
	list, err := h.service.Notes(ctx, identity.PrincipalFrom(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	out := make([]ClientNoteView, len(list))
	for i, n := range list {
		out[i] = viewNote(n)
	}
	return OK(ctx, out), nil
}

type noteWords struct {
	Words string `json:"words" minLength:"1" maxLength:"20000"`
}

type addNoteInput struct {
	ClientRef
	IdempotencyHeader
	Body noteWords
}

func (h clients) addNote(ctx context.Context, in *addNoteInput) (*Out[ClientNoteView], error) {
	n, err := h.service.AddNote(ctx, identity.PrincipalFrom(ctx), in.ID, in.Body.Words)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewNote(n)), nil
}

type editNoteInput struct {
	ClientRef
	IdempotencyHeader
	Body noteWords
	Note uuid.UUID `path:"note" format:"uuid"`
}

func (h clients) editNote(ctx context.Context, in *editNoteInput) (*Out[Empty], error) {
	return answer(ctx, h.service.EditNote(ctx, identity.PrincipalFrom(ctx), in.ID, in.Note, in.Body.Words))
}

// ClientBookingView is a booking with the practitioner's own note about it.
type ClientBookingView struct {
	BookingView
	Note string `json:"note,omitempty" doc:"the caller's own, private"`
}

// clientBookings is how many one answer holds, the latest first.
const clientBookings = 200

func (h clients) history(ctx context.Context, in *ClientRef) (*Out[[]ClientBookingView], error) {
	who := identity.PrincipalFrom(ctx)
	c, err := h.service.Get(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	out := []ClientBookingView{}
	if c.Booked() {
		list, _, err := h.bookings.With(ctx, AccessHeader{}.caller(ctx), c.PersonID, clientBookings)
		if err != nil {
			return nil, err
		}
		for _, b := range list {
			out = append(out, ClientBookingView{viewBooking(b.Booking), b.Note})
		}
	}
	return OK(ctx, out), nil
}

type offerInput struct {
	ClientRef
	IdempotencyHeader
	Body struct {
		ServiceID uuid.UUID `json:"serviceId" format:"uuid" doc:"of the caller's own"`
		Start     time.Time `json:"start"`
		Mode      string    `json:"mode,omitempty" enum:"online,at_practitioner,at_customer"`
		Hours     int       `json:"hours,omitempty" minimum:"0" maximum:"168" doc:"how long the time is kept for the client; 48 when absent"`
		AnyTime   bool      `json:"anyTime,omitempty" doc:"also outside the openings; never over something that is taken"`
		Address   string    `json:"address,omitempty" maxLength:"500" doc:"of a visit that costs nothing"`
	}
}

func (h clients) offer(ctx context.Context, in *offerInput) (*Out[BookingView], error) {
	c, err := h.service.Get(ctx, identity.PrincipalFrom(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	if c.Erased {
		return nil, client.ErrErased
	}
	b, err := h.bookings.Offer(ctx, AccessHeader{}.caller(ctx), booking.Offer{ServiceID: in.Body.ServiceID, Start: in.Body.Start, Mode: in.Body.Mode, SeekerID: c.PersonID,
		Client: booking.Contact{Name: c.Name, Email: c.Email, Phone: c.Phone, Locale: c.Language}, For: time.Duration(in.Body.Hours) * time.Hour, AnyTime: in.Body.AnyTime, Address: in.Body.Address})
	return booked(ctx, b, err)
}

type withdrawInput struct {
	BookingChange
	Body Versioned
}

func (h clients) withdraw(ctx context.Context, in *withdrawInput) (*Out[BookingView], error) {
	b, err := h.bookings.Withdraw(ctx, in.caller(ctx), in.ID, in.Body.Version)
	return booked(ctx, b, err)
}

type importClientsInput struct {
	IdempotencyHeader
	Body struct {
		File   string `json:"file" maxLength:"10485760" doc:"a CSV table whose first row names the columns"`
		DryRun bool   `json:"dryRun,omitempty" doc:"say what would change, and change nothing"`
	}
}

func (h clients) importFile(ctx context.Context, in *importClientsInput) (*Out[client.Report], error) {
	who, file := identity.PrincipalFrom(ctx), strings.NewReader(in.Body.File)
	var report client.Report
	var err error
	if in.Body.DryRun {
		report, err = h.service.TryImport(ctx, who, file)
	} else {
		report, err = h.service.Import(ctx, who, file, nil)
	}
	if err != nil {
		return nil, err
	}
	if report.Faults == nil {
		report.Faults = []sheet.Fault{}
	}
	if report.Ignored == nil {
		report.Ignored = []string{}
	}
	return OK(ctx, report), nil
}

// ClientsFileView is a list as a file.
type ClientsFileView struct {
	File string `json:"file" doc:"CSV, UTF-8; importing it changes nothing"`
}

func (h clients) export(ctx context.Context, _ *struct{}) (*Out[ClientsFileView], error) {
	var out bytes.Buffer
	if err := h.service.Export(ctx, identity.PrincipalFrom(ctx), &out); err != nil {
		return nil, err
	}
	return OK(ctx, ClientsFileView{out.String()}), nil
}
