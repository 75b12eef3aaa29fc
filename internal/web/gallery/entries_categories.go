package gallery

import (
	"github.com/a-h/templ"

	"klear/internal/platform/i18n"
	"klear/internal/web/categories"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

func categoryEntries() []Entry {
	return []Entry{
		{ID: "categories", Title: "Categories", render: func(f fixture) templ.Component { return categories.TreePage(treeView(f)) }},
		{ID: "categories-none", Title: "Categories, none", render: func(f fixture) templ.Component {
			v := treeView(f)
			v.Level = categories.Level{}
			return categories.TreePage(v)
		}},
		{ID: "category", Title: "One category, retired without a reason", Status: 422, render: func(f fixture) templ.Component {
			v := categories.Form{Page: f.work("Yoga", "categories", layout.Operate), Action: "/admin/categories/2", Slug: "yoga", Icon: "lotus", Services: 12, Version: 3,
				Parents: []ui.Choice{{Label: f.page.L.T("categories.top")}, {Value: "1", Label: "Body", Selected: true}}}
			for _, l := range i18n.Languages {
				v.Names = append(v.Names, categories.Name{Lang: l.Code, Label: l.Name, Value: map[string]string{"en": "Yoga", "hi": "योग"}[l.Code]})
			}
			v.Page.Errors = []ui.FieldError{{Field: "reason", Message: v.Page.L.T("error.category_reason_required")}}
			return categories.FormPage(v)
		}},
	}
}

func treeView(f fixture) categories.Tree {
	return categories.Tree{Page: f.work(f.page.L.T("nav.categories"), "categories", layout.Operate), Level: categories.Level{Nodes: []categories.Node{
		{ID: "1", Name: "Body", Slug: "body", Active: true, Services: 31, Below: categories.Level{Parent: "1", Nodes: []categories.Node{
			{ID: "2", Name: "Yoga", Slug: "yoga", Active: true, Services: 12}, {ID: "3", Name: "Ayurveda", Slug: "ayurveda", Active: true, Services: 19}}}},
		{ID: "4", Name: "Mind", Slug: "mind", Active: true, Services: 8},
		{ID: "5", Name: "Astrology", Slug: "astrology"},
	}}}
}
