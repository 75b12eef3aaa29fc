package archtest

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

// link is a link of a Markdown file to another file of this tree, with or without a heading.
var link = regexp.MustCompile(`\]\(([^)#:\s]+)(?:#[^)]*)?\)`)

// TestEveryLinkOfTheGuidesLeadsSomewhere, and each guide for users and operators is in the list of its folder.
func TestEveryLinkOfTheGuidesLeadsSomewhere(t *testing.T) {
	t.Parallel()
	root := os.DirFS("../../..")
	listed, links := map[string]bool{}, 0
	var guides []string
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (strings.HasPrefix(d.Name(), ".") && name != "." || d.Name() == "data"):
			return fs.SkipDir
		case path.Ext(name) != ".md":
			return nil
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		for _, m := range link.FindAllStringSubmatch(string(text), -1) {
			links++
			to := path.Join(path.Dir(name), m[1])
			if _, err := fs.Stat(root, to); err != nil {
				t.Errorf("%s: the link to %s leads nowhere", name, m[1])
			}
			if path.Base(name) == "README.md" && path.Dir(to) == path.Dir(name) {
				listed[to] = true
			}
		}
		if dir := path.Dir(name); (dir == "docs/users" || dir == "docs/operators") && path.Base(name) != "README.md" {
			guides = append(guides, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range guides {
		if !listed[name] {
			t.Errorf("%s is in no list: add it to the README.md beside it", name)
		}
	}
	if len(guides) < 30 || links < 100 {
		t.Errorf("only %d guides and %d links were looked at", len(guides), links)
	}
}
