package gallery

import (
	"github.com/a-h/templ"
	"klear/internal/modules/catalog"

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
		{ID: "details", Title: "Details of services", render: func(f fixture) templ.Component { return categories.DetailsPage(detailsView(f)) }},
		{ID: "details-none", Title: "Details of services, none", render: func(f fixture) templ.Component {
			v := detailsView(f)
			v.Own, v.Inherited = nil, nil
			return categories.DetailsPage(v)
		}},
		{ID: "detail-new", Title: "A new detail, without a name", Status: 422, render: func(f fixture) templ.Component {
			v := detailForm(f, "choice")
			v.New, v.Action, v.Page.Title = true, v.Base+"/details/new", f.page.L.T("details.add")
			v.Page.Errors = []ui.FieldError{{Field: "label_en", Message: f.page.L.T("error.required")}}
			v.Min, v.Max = "1", "10"
			return categories.DetailPage(v)
		}},
		{ID: "detail-choice", Title: "A detail of a list", render: func(f fixture) templ.Component { return categories.DetailPage(detailForm(f, "choice")) }},
		{ID: "detail-number", Title: "A detail that is a number", render: func(f fixture) templ.Component {
			v := detailForm(f, "number")
			v.Options, v.Min, v.Max, v.Services = nil, "1", "20", 0
			return categories.DetailPage(v)
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

func detailsView(f fixture) categories.Details {
	v := categories.Details{Page: f.work(f.page.L.T("details.title"), "categories", layout.Operate), Base: "/admin/categories/2", Category: "Yoga"}
	v.Own = []categories.DetailRow{
		{ID: "1", Name: "Level", Key: "level", Kind: "choice", Required: true, Filterable: true, Active: true, Services: 12},
		{ID: "2", Name: "People at most", Key: "people", Kind: "number", Filterable: true, Active: true, Services: 9},
		{ID: "3", Name: "What to bring", Key: "bring", Kind: "text", Services: 1},
	}
	v.Inherited = []categories.DetailRow{{ID: "4", Name: "Step-free access", Key: "step_free", Kind: "flag", Filterable: true, Active: true, Services: 31, From: "Body"}}
	return v
}

func detailForm(f fixture, kind string) categories.DetailForm {
	v := categories.DetailForm{Page: f.work("Level", "categories", layout.Operate), Base: "/admin/categories/2", Action: "/admin/categories/2/details/1", Category: "Yoga", Key: "level", Kind: kind,
		Required: true, Filterable: true, Active: true, Services: 12, Version: 3}
	for _, k := range catalog.AttributeKinds {
		v.Kinds = append(v.Kinds, ui.Choice{Value: string(k), Label: f.page.L.T("details.kind_" + string(k)), Selected: string(k) == kind})
	}
	for _, l := range i18n.Languages {
		v.Names = append(v.Names, categories.Name{Lang: l.Code, Label: l.Name, Value: map[string]string{"en": "Level", "hi": "स्तर"}[l.Code]})
		v.Units = append(v.Units, categories.Name{Lang: l.Code, Label: l.Name})
	}
	for i, key := range []string{"beginner", "advanced", ""} {
		o := categories.OptionRow{N: i, Key: key, Active: i != 1}
		for _, l := range i18n.Languages {
			o.Names = append(o.Names, categories.Name{Lang: l.Code, Label: l.Name, Value: map[string]string{"beginneren": "Beginner", "advanceden": "Advanced"}[key+l.Code]})
		}
		v.Options = append(v.Options, o)
	}
	return v
}
