package gallery

import (
	"github.com/a-h/templ"

	"klear/internal/modules/client"
	"klear/internal/modules/client/sheet"
	"klear/internal/platform/money"
	"klear/internal/web/clients"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

func clientEntries() []Entry {
	return []Entry{
		{ID: "clients", Title: "Clients", render: func(f fixture) templ.Component { return clients.ListPage(clientsView(f)) }},
		{ID: "clients-none", Title: "Clients, none yet", render: func(f fixture) templ.Component {
			return clients.ListPage(clients.List{Page: f.work("Clients", "clients", layout.Work)})
		}},
		{ID: "clients-nobody", Title: "Clients, nobody found", render: func(f fixture) templ.Component {
			return clients.ListPage(clients.List{Page: f.work("Clients", "clients", layout.Work), Words: "zzz"})
		}},
		{ID: "client", Title: "One client", render: func(f fixture) templ.Component { return clients.ShowPage(clientView(f)) }},
		{ID: "client-perhaps", Title: "A client, perhaps the same as another", render: func(f fixture) templ.Component {
			v := clientView(f)
			v.BookedAs, v.Perhaps = "K. Menon", []clients.Same{{ID: "2", Name: "Kavya M"}}
			return clients.ShowPage(v)
		}},
		{ID: "client-erased", Title: "A client who erased the account", render: func(f fixture) templ.Component {
			v := clientView(f)
			v.Erased, v.Details, v.Page.Title = true, client.Details{}, v.Page.L.T("clients.erased")
			return clients.ShowPage(v)
		}},
		{ID: "client-entered", Title: "A client entered by hand, an empty note", Status: 422, render: func(f fixture) templ.Component {
			v := clientView(f)
			v.Booked, v.Bookings, v.Paid, v.Notes = false, nil, nil, nil
			v.Page.Errors = []ui.FieldError{{Field: "words", Message: v.Page.L.T("error.note_empty")}}
			return clients.ShowPage(v)
		}},
		{ID: "client-edit", Title: "Edit a client, wrong", Status: 422, render: func(f fixture) templ.Component {
			v := clients.Edit{Page: f.work("Edit Kavya Menon", "clients", layout.Work), ID: "1", Version: 2, Details: kavya, Booked: true}
			v.Page.Errors = []ui.FieldError{{Field: "email", Message: v.Page.L.T("error.email")}}
			return clients.EditPage(v)
		}},
		{ID: "client-note", Title: "Edit a note", render: func(f fixture) templ.Component {
			return clients.NotePage(clients.NoteEdit{Page: f.work("Edit the note", "clients", layout.Work), Back: "/pro/clients/1", Name: kavya.Name, Note: clientView(f).Notes[0]})
		}},
		{ID: "client-import", Title: "Import clients", render: func(f fixture) templ.Component {
			return clients.ImportPage(clients.Import{Page: f.work("Import a list", "clients", layout.Work)})
		}},
		{ID: "client-import-checked", Title: "Import clients, checked", render: func(f fixture) templ.Component {
			return clients.ImportPage(clients.Import{Page: f.work("Import a list", "clients", layout.Work), Checked: "1", Report: client.Report{New: 212, Changed: 3, Unchanged: 40, Faulty: 2,
				Ignored: []string{"Shoe size"}, Faults: []sheet.Fault{{Line: 18, Field: "email", Code: "email"}, {Line: 77, Field: "birthday", Code: "date"}}}})
		}},
		{ID: "client-import-wrong", Title: "Import clients, no table", Status: 422, render: func(f fixture) templ.Component {
			v := clients.Import{Page: f.work("Import a list", "clients", layout.Work)}
			v.Page.Errors = []ui.FieldError{{Field: "file", Message: v.Page.L.T("error.client_file_unreadable")}}
			return clients.ImportPage(v)
		}},
		{ID: "client-book", Title: "Book for a client", render: func(f fixture) templ.Component { return clients.BookPage(clientBookView(f)) }},
		{ID: "client-book-wrong", Title: "Book for a client, no time chosen", Status: 422, render: func(f fixture) templ.Component {
			v := clientBookView(f)
			v.Page.Errors = []ui.FieldError{{Field: "at", Message: v.Page.L.T("error.opening")}}
			return clients.BookPage(v)
		}},
		{ID: "client-book-mute", Title: "Book for a client without an address", render: func(f fixture) templ.Component {
			v := clientBookView(f)
			v.Mute = true
			return clients.BookPage(v)
		}},
	}
}

var kavya = client.Details{Name: "Kavya Menon", Email: "kavya@example.com", Phone: "+91 98450 12345", Language: "hi", Birthday: "1990-02-14", ExternalID: "A-17", About: "Prefers mornings. Sleeps badly since May."}

func clientsView(f fixture) clients.List {
	return clients.List{Page: f.work("Clients", "clients", layout.Work), Total: 4, Items: []clients.Item{
		{URL: "/pro/clients/1", Name: "Fatima Sheikh", Email: "fatima@example.com", Phone: "+91 98450 22222", Sessions: 12, LastAt: at(-3, "9:00")},
		{URL: "/pro/clients/2", Name: "Kavya Menon", Email: "kavya@example.com", Phone: "+91 98450 12345", Sessions: 3, LastAt: at(-1, "17:30")},
		{URL: "/pro/clients/3", Name: "सीता शर्मा"},
		{URL: "/pro/clients/4", Sessions: 1, LastAt: at(-400, "9:00"), Erased: true},
	}}
}

func clientView(f fixture) clients.Show {
	return clients.Show{Page: f.work("Kavya Menon", "clients", layout.Work), ID: "1", Details: kavya, Booked: true, CreatedAt: at(-90, "9:00"), Paid: []money.Amount{rupees(1200)},
		Notes: []clients.Note{{URL: "/pro/clients/1/notes/1", Words: "Two weeks of the evening plan.\nSleeps from eleven to five.", WrittenAt: at(-1, "18:40"), EditedAt: at(0, "9:00")}},
		Bookings: []clients.Booked{
			{ID: "1", Code: "T4WZ8D", Start: at(5, "9:00"), Service: "Follow-up", Status: ui.Held, Until: at(2, "17:40")},
			{ID: "2", Code: "K7M2QX", URL: "/pro/sessions/K7M2QX", Start: at(-1, "17:30"), Service: "First consultation", Status: ui.Completed, Paid: rupees(1200), Note: "Wakes at three."},
			{ID: "3", Code: "P3WZ8D", URL: "/pro/sessions/P3WZ8D", Start: at(-40, "9:00"), Service: "First consultation", Status: ui.Cancelled},
		}}
}

func clientBookView(f fixture) clients.Book {
	m := proMoveView(f)
	return clients.Book{Page: f.work("Book for Kavya Menon", "clients", layout.Work), ID: "1", Name: kavya.Name, Email: kavya.Email, Service: "1", Price: rupees(1200), Mode: ui.Online,
		Services: []ui.Choice{{Value: "1", Label: "First consultation, 60 min, ₹1,200", Selected: true}, {Value: "2", Label: "Follow-up, 30 min, ₹700"}},
		Modes:    []ui.Choice{{Value: "online", Label: "Online", Selected: true}, {Value: "in_person", Label: "In person"}},
		Waits:    []ui.Choice{{Value: "48", Label: "48 hours", Selected: true}, {Value: "24", Label: "24 hours"}}, Week: m.Week, Slots: m.Slots, Zone: m.Zone}
}
