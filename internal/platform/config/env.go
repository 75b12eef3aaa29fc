package config

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"

	"klear/internal/platform/secret"
)

const (
	prefix     = "KLEAR_"
	fileSuffix = "_FILE"
	// maxSecretBytes bounds a secret file: a wrong path to something large is a fault, not a memory problem.
	maxSecretBytes = 64 << 10
)

// setting is one field of Config as its tags describe it.
type setting struct {
	env    string
	flag   string
	index  int
	secret bool
}

// settings reads the tags of Config once: they are the only list of what exists.
var settings = sync.OnceValue(func() []setting {
	var out []setting
	t := reflect.TypeFor[Config]()
	for i := range t.NumField() {
		f := t.Field(i)
		env := f.Tag.Get("env")
		if env == "" {
			continue
		}
		flag := f.Tag.Get("name")
		if flag == "" {
			flag = kebab(f.Name)
		}
		out = append(out, setting{env: env, flag: flag, index: i, secret: f.Type == reflect.TypeFor[secret.Text]()})
	}
	return out
})

// kebab writes a field name the way kong names its flag: PublicURL becomes public-url.
func kebab(name string) string {
	var b strings.Builder
	upper := func(i int) bool { return i >= 0 && i < len(name) && name[i] >= 'A' && name[i] <= 'Z' }
	for i := range len(name) {
		startsWord := upper(i) && i > 0 && (!upper(i-1) || (i+1 < len(name) && !upper(i+1)))
		if startsWord {
			b.WriteByte('-')
		}
		b.WriteString(strings.ToLower(name[i : i+1]))
	}
	return b.String()
}

// label writes a setting for a person: "--brand (KLEAR_BRAND)".
func label(env string) string {
	for _, s := range settings() {
		if s.env == env {
			return "--" + s.flag + " (" + env + ")"
		}
	}
	return env
}

// loadSecretFiles fills the secrets that are given as NAME_FILE and returns the faults.
func (c *Config) loadSecretFiles(environ []string) []string {
	var faults []string
	fields := reflect.ValueOf(c).Elem()
	for _, s := range settings() {
		path := lookup(environ, s.env+fileSuffix)
		if !s.secret || path == "" {
			continue
		}
		name := s.env + fileSuffix
		if !fields.Field(s.index).IsZero() {
			faults = append(faults, fmt.Sprintf("%s: %s is set as well: keep one of the two", name, s.env))
			continue
		}
		text, err := readSecret(path)
		if err != nil {
			faults = append(faults, fmt.Sprintf("%s: %q cannot be read: %v", name, path, err))
			continue
		}
		fields.Field(s.index).Set(reflect.ValueOf(secret.New(text)))
	}
	return faults
}

func readSecret(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", cause(err)
	}
	if !info.Mode().IsRegular() || info.Size() > maxSecretBytes {
		return "", fmt.Errorf("it is not a file of at most %d bytes", maxSecretBytes)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return "", cause(err)
	}
	text := strings.TrimRight(string(b), "\r\n")
	if text == "" {
		return "", fmt.Errorf("it is empty")
	}
	return text, nil
}

func lookup(environ []string, name string) string {
	for _, line := range environ {
		if k, v, ok := strings.Cut(line, "="); ok && k == name {
			return v
		}
	}
	return ""
}

// unknownEnv faults every KLEAR_ variable that nobody reads and suggests the nearest that somebody does.
func unknownEnv(environ, extra []string) []string {
	known := slices.Clone(extra)
	for _, s := range settings() {
		known = append(known, s.env)
		if s.secret {
			known = append(known, s.env+fileSuffix)
		}
	}
	var faults []string
	for _, line := range environ {
		name, _, _ := strings.Cut(line, "=")
		if strings.HasPrefix(name, prefix) && !slices.Contains(known, name) {
			faults = append(faults, fmt.Sprintf("%s: there is no such setting; did you mean %s?", name, nearest(name, known)))
		}
	}
	slices.Sort(faults)
	return faults
}

func nearest(name string, known []string) string {
	return slices.MinFunc(known, func(a, b string) int { return distance(name, a) - distance(name, b) })
}

// distance is the Levenshtein distance: the number of letters to add, drop or change.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
