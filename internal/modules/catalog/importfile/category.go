package importfile

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

var (
	slugPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	keyPattern  = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)
)

// addCategory reads and keeps a category.
func (p *parser) addCategory(r *record) {
	if !p.row(r.line) {
		return
	}
	c := Category{
		Slug:      r.slug("slug"),
		Parent:    r.slug("parent"),
		Name:      r.names(),
		Icon:      r.words("icon", 60),
		SortOrder: r.number("sort_order", -1_000_000, 1_000_000, 0),
	}
	r.require("slug", c.Slug != "")
	r.rest()
	if c.Slug != "" {
		if first, ok := p.categories[c.Slug]; ok {
			r.fault("slug", CodeDuplicate, "This slug is already used on line %d. Each one may appear once.", first.at.line)
		} else {
			p.categories[c.Slug] = &categoryNote{c.Parent, r.at("parent")}
		}
	}
	if c.Parent != "" {
		p.references = append(p.references, reference{c.Parent, r.at("parent")})
	}
	p.lines["categories."+c.Slug] = r.line
	p.file.Categories = append(p.file.Categories, c)
}

func (r *record) slug(name string) string {
	s := r.words(name, 64)
	if s != "" && !slugPattern.MatchString(s) {
		r.fault(name, CodeBadSlug, "Use lower-case letters, digits and single hyphens, such as yoga-therapy.")
		return ""
	}
	return s
}

// names reads the map of language to name: the object "name" in JSON, the columns name_en, name_hi … in a sheet.
func (r *record) names() map[string]string {
	out := map[string]string{}
	if r.sheet != nil {
		for _, column := range r.sheet.languages {
			if s := r.words(column, 120); s != "" {
				out[strings.TrimPrefix(column, "name_")] = s
			}
		}
		if len(out) == 0 {
			r.fault("name_en", CodeRequired, "Give the category a name in at least one language, in a column such as name_en.")
		}
		return out
	}
	if o := r.child("name"); o != nil {
		for _, tag := range slices.Clone(o.object.names) {
			s := o.need(tag, 120)
			if canonical, err := languageTag(tag); err != nil {
				o.fault(tag, CodeUnknownLanguage, "“%s” is not a language tag. Use en, hi, pt-BR and the like.", short(tag))
			} else {
				out[canonical] = s
			}
		}
	}
	if len(out) == 0 {
		r.fault("name", CodeRequired, `Give the category a name in at least one language, such as {"en": "Yoga"}.`)
	}
	return out
}

// languageTag returns the canonical spelling of a BCP 47 tag.
func languageTag(s string) (string, error) {
	tag, err := language.Parse(s)
	if err != nil {
		return "", err
	}
	return tag.String(), nil
}

// checkCategories resolves what may stand in any order: parents, the categories of services, and cycles.
func (p *parser) checkCategories() {
	if p.stopped() {
		return
	}
	for _, ref := range p.references {
		if p.categories[ref.slug] == nil && !p.known[ref.slug] {
			p.fault(ref.at, CodeUnknownCategory, "There is no category “%s”.%s", ref.slug, p.suggestCategory(ref.slug))
		}
	}
	for _, c := range p.file.Categories {
		depth, slug := 1, c.Parent
		for slug != "" && slug != c.Slug && depth <= maxCategoryDepth && p.categories[slug] != nil {
			slug = p.categories[slug].parent
			depth++
		}
		note := p.categories[c.Slug]
		switch {
		case note == nil:
		case slug == c.Slug && c.Slug != "":
			p.fault(note.at, CodeCycle, "This category is its own ancestor. Clear the parent of one of them.")
		case depth > maxCategoryDepth:
			p.fault(note.at, CodeOutOfRange, "Categories may be at most %d levels deep.", maxCategoryDepth)
		}
	}
}

func (p *parser) suggestCategory(slug string) string {
	var all []string
	for s := range p.categories {
		all = append(all, s)
	}
	for s := range p.known {
		all = append(all, s)
	}
	slices.Sort(all)
	if s := nearest(slug, all); s != "" {
		return " Did you mean “" + s + "”?"
	}
	return " Add it to the file, or choose one that exists."
}
