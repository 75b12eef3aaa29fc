package config

import (
	"bufio"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const root = "../../.."

// variable is what looks like the name of one; foreign are those of other programs.
var (
	variable = regexp.MustCompile(`\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b`)
	foreign  = regexp.MustCompile(`^(POSTGRES_[A-Z_]+|AF_[A-Z0-9]+|CGO_ENABLED)$`)
)

// TestDeploymentsNameSettingsThatExist: a name that nobody reads in a unit, a compose file or their guide is a setting
// that somebody believes in and that does nothing.
func TestDeploymentsNameSettingsThatExist(t *testing.T) {
	var known []string
	for _, s := range settings() {
		known = append(known, s.env)
		if s.secret {
			known = append(known, s.env+fileSuffix)
		}
	}
	var files []string
	for _, pattern := range []string{"deploy/*", "docs/operators/*.md"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	seen := 0
	for _, file := range files {
		if info, err := os.Stat(file); err != nil || info.IsDir() {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range variable.FindAllString(string(text), -1) {
			if foreign.MatchString(name) {
				continue
			}
			seen++
			if !slices.Contains(known, name) {
				t.Errorf("%s names %s, which is no setting", filepath.Base(file), name)
			}
		}
	}
	if len(files) < 6 || seen < 30 {
		t.Errorf("only %d names in %d files were looked at", seen, len(files))
	}
}

// TestTheExampleStarts: the environment that the systemd unit comes with is a valid production configuration.
func TestTheExampleStarts(t *testing.T) {
	parse(t) // clears the environment
	f, err := os.Open(filepath.Join(root, "deploy/klear.env"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	environ := []string{"KLEAR_ENV=production"}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if line := lines.Text(); line != "" && !strings.HasPrefix(line, "#") {
			environ = append(environ, line)
		}
	}
	for _, line := range environ {
		name, value, _ := strings.Cut(line, "=")
		t.Setenv(name, value)
	}
	c := parseEnv(t)
	if err := c.ValidateEnv(environ); err != nil {
		t.Error(err)
	}
	if !c.IsProduction() || !c.SecureURL() || c.LoadDemo() {
		t.Errorf("it is no production: %+v", c)
	}
}
