package ui

import (
	"bytes"
	"context"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/a-h/templ"
)

// icons are 24×24 line drawings. They take the colour of the text and are always decoration: the words beside them,
// or a visually hidden text, carry the meaning.
var icons = map[string]string{
	"bag":       `<path d="M5 8h14l1 12.500H4zM8.500 8a3.500 3.500 0 0 1 7 0"/>`,
	"bank":      `<path d="M3.500 10 12 4.500l8.500 5.500zM6 10v7.500M10 10v7.500M14 10v7.500M18 10v7.500M3.500 20h17"/>`,
	"bell":      `<path d="M6 16.500v-6a6 6 0 0 1 12 0v6l1.500 1.500h-15zM10 20.500h4"/>`,
	"bolt":      `<path d="M13 2.500 5 13.500h6l-1 8 8-11h-6z"/>`,
	"bowl":      `<path d="M3.500 12h17a8.500 8.500 0 0 1-17 0zM9 8.500c-1-1.500 1-2.500 0-4M14 8.500c-1-1.500 1-2.500 0-4"/>`,
	"broom":     `<path d="M12 3v8M7.500 11h9l2 9.500h-13zM9 15.500v5M12 15.500v5M15 15.500v5"/>`,
	"brush":     `<path d="M5 4.500h11v5H5zM16 7h3v4.500h-7V15M10.500 15h3v5.500h-3z"/>`,
	"buoy":      `<circle cx="12" cy="12" r="8.500"/><circle cx="12" cy="12" r="3.500"/><path d="m6 6 3.500 3.500M18 6l-3.500 3.500M6 18l3.500-3.500M18 18l-3.500-3.500"/>`,
	"cal":       `<rect x="3.500" y="5" width="17" height="15.500" rx="2.500"/><path d="M3.500 10h17M8 3v4M16 3v4"/>`,
	"card":      `<rect x="3" y="5.500" width="18" height="13" rx="2.200"/><path d="M3 10h18M6.500 15h3.500"/>`,
	"chart":     `<path d="M4 4v16h16M8 15l3.500-4 3 2.500L20 7"/>`,
	"chat":      `<path d="M4 5.500h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-8.500L7 21v-3.500H4a1 1 0 0 1-1-1v-10a1 1 0 0 1 1-1z"/>`,
	"clock":     `<circle cx="12" cy="12" r="8.500"/><path d="M12 7v5l3.500 2"/>`,
	"close":     `<path d="m6 6 12 12M18 6 6 18"/>`,
	"day":       `<circle cx="12" cy="12" r="4"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2"/>`,
	"device":    `<rect x="3" y="5" width="18" height="12" rx="2"/><path d="M8.500 20.500h7"/>`,
	"download":  `<path d="M12 4v11M8 11.500l4 4 4-4M5 19.500h14"/>`,
	"down":      `<path d="m5.500 9.500 6.500 6.500 6.500-6.500"/>`,
	"drop":      `<path d="M12 3.500c4 5 6 8 6 11a6 6 0 0 1-12 0c0-3 2-6 6-11z"/>`,
	"ear":       `<path d="M7 9.500a5 5 0 1 1 9.500 2.300c-1.300 2-3 2.600-3 5 0 3.500-4.500 4.200-5.500 1.200M9.800 10a2.300 2.300 0 1 1 3.600 1.900c-1 .7-1.400 1.200-1.400 2.100"/>`,
	"edit":      `<path d="M4 20h4L19 9l-4-4L4 16zM13 7l4 4"/>`,
	"eye":       `<path d="M2.500 12c2.500-4.300 5.700-6.500 9.500-6.500s7 2.200 9.500 6.500c-2.500 4.300-5.700 6.500-9.500 6.500S5 16.300 2.500 12z"/><circle cx="12" cy="12" r="2.800"/>`,
	"filter":    `<path d="M4 7h10M18 7h2M4 17h2M10 17h10"/><circle cx="16" cy="7" r="2"/><circle cx="8" cy="17" r="2"/>`,
	"flower":    `<circle cx="12" cy="12" r="1.800"/><path d="M12 10c-2.200-1.700-2.200-5.200 0-7 2.200 1.800 2.200 5.300 0 7z"/><path d="M12 10c-2.200-1.700-2.200-5.200 0-7 2.200 1.800 2.200 5.300 0 7z" transform="rotate(72 12 12)"/><path d="M12 10c-2.200-1.700-2.200-5.200 0-7 2.200 1.800 2.200 5.300 0 7z" transform="rotate(144 12 12)"/><path d="M12 10c-2.200-1.700-2.200-5.200 0-7 2.200 1.800 2.200 5.300 0 7z" transform="rotate(216 12 12)"/><path d="M12 10c-2.200-1.700-2.200-5.200 0-7 2.200 1.800 2.200 5.300 0 7z" transform="rotate(288 12 12)"/>`,
	"globe":     `<circle cx="12" cy="12" r="8.500"/><path d="M3.500 12h17M12 3.500c5 5 5 12 0 17M12 3.500c-5 5-5 12 0 17"/>`,
	"hands":     `<path d="M12 20.500c-4-1-6-3.500-7-8l-1-4 2.500-.5 2.500 5V4.500l2-.5 1 7 1-7 2 .5V13l2.500-5 2.500.5-1 4c-1 4.500-3 7-7 8z"/>`,
	"heart":     `<path d="M12 20S4 15 4 9.300A4.300 4.300 0 0 1 12 7.200a4.300 4.300 0 0 1 8 2.100C20 15 12 20 12 20z"/>`,
	"home":      `<path d="M4 11 12 4l8 7v9h-5.500v-5h-5v5H4z"/>`,
	"hourglass": `<path d="M6.500 3.500h11M6.500 20.500h11M8 3.500v3c0 3 4 3.500 4 5.500s-4 2.500-4 5.500v3M16 3.500v3c0 3-4 3.500-4 5.500s4 2.500 4 5.500v3"/>`,
	"info":      `<circle cx="12" cy="12" r="8.500"/><path d="M12 11v5M12 8v.01"/>`,
	"leaf":      `<path d="M5 19c0-9 5-14 14.500-14.500C20 14 15 19 5 19zM5 19c2.500-4.500 5.500-7.500 9.500-9.500"/>`,
	"left":      `<path d="m14.500 5.500-6.500 6.500 6.500 6.500"/>`,
	"lock":      `<rect x="5" y="10.500" width="14" height="10" rx="2"/><path d="M8 10.500V7.500a4 4 0 0 1 8 0v3"/>`,
	"lotus":     `<path d="M12 5.500c3 3 3.500 7 0 12-3.500-5-3-9 0-12zM4 10.500c4 0 6.500 2 8 7-5 .5-8-2.500-8-7zM20 10.500c-4 0-6.500 2-8 7 5 .5 8-2.500 8-7zM4.500 20.500h15"/>`,
	"mail":      `<rect x="3.500" y="5.500" width="17" height="13" rx="2"/><path d="m4 7 8 6 8-6"/>`,
	"mic":       `<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5.500 11.500a6.500 6.500 0 0 0 13 0M12 18v3"/>`,
	"moon":      `<path d="M19.500 14.500A8 8 0 0 1 9.500 4.500a8 8 0 1 0 10 10z"/>`,
	"note":      `<path d="M6 3.500h9l4 4v13H6zM14.500 3.500V8H19M9 12.500h6M9 16h4"/>`,
	"out":       `<path d="M14 4h6v6M20 4l-9 9M17 14v5.500H4.500V7H10"/>`,
	"pen":       `<path d="M4 20c5-1 9-4 12-9l2.500-4.500c.5-1-1-2-2-1.300L12 8c-4.500 3-7 7-8 12zM4 20l5-6"/>`,
	"people":    `<circle cx="9" cy="8.500" r="3.500"/><path d="M2.500 19.500c.7-3.500 3-5.300 6.500-5.300s5.800 1.800 6.500 5.300M15.500 5.300a3.500 3.500 0 0 1 0 6.400M18 14.700c2 .8 3.100 2.400 3.500 4.800"/>`,
	"phone":     `<path d="M5 3.800h3.500l1.600 4.400-2.200 1.700a12 12 0 0 0 6.200 6.200l1.700-2.200 4.400 1.600V19a1.800 1.800 0 0 1-1.900 1.800A16.300 16.300 0 0 1 3.200 5.700 1.800 1.800 0 0 1 5 3.800z"/>`,
	"pin":       `<path d="M12 21c4.500-4.600 7-8 7-11.300A7 7 0 0 0 5 9.700C5 13 7.500 16.400 12 21z"/><circle cx="12" cy="9.700" r="2.500"/>`,
	"play":      `<path d="M7 4.500v15l12.500-7.500z"/>`,
	"plus":      `<path d="M12 5v14M5 12h14"/>`,
	"receipt":   `<path d="M6 3.500h12v17l-2.400-1.500-2.200 1.500-1.400-1-1.400 1-2.200-1.500L6 20.500zM9 8h6M9 12h6"/>`,
	"right":     `<path d="m9.500 5.500 6.500 6.500-6.500 6.500"/>`,
	"rise":      `<path d="M3 18h18M6.500 18a5.500 5.500 0 0 1 11 0M12 5v4M4.500 11l2 1.500M19.500 11l-2 1.500M9.500 7 12 4.500 14.500 7"/>`,
	"search":    `<circle cx="11" cy="11" r="6.500"/><path d="m16 16 4.500 4.500"/>`,
	"send":      `<path d="M12 20V5M5.500 11.500 12 5l6.500 6.500"/>`,
	"share":     `<path d="M12 15V4M8 7.500 12 3.500l4 4M5 12v7.500h14V12"/>`,
	"shield":    `<path d="M12 3.200 19 6v5.500c0 4.500-2.800 7.600-7 9.300-4.200-1.700-7-4.800-7-9.300V6z"/><path d="m8.700 12 2.300 2.300 4.300-4.600"/>`,
	"star":      `<path d="m12 3 2.700 5.700 6.300.8-4.600 4.300 1.200 6.200-5.600-3.100L6.400 20l1.200-6.200L3 9.500l6.300-.8z"/>`,
	"stop":      `<rect x="6" y="6" width="12" height="12" rx="1.500"/>`,
	"sun":       `<circle cx="12" cy="12" r="4"/><path d="M12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M18.700 5.300l-1.400 1.400M6.700 17.300l-1.400 1.400"/>`,
	"swap":      `<path d="M4 9h14l-3.500-3.500M20 15H6l3.500 3.500"/>`,
	"target":    `<circle cx="12" cy="12" r="8.500"/><circle cx="12" cy="12" r="4.500"/><circle cx="12" cy="12" r=".8"/>`,
	"tick":      `<path d="m5 12.500 4.500 4.500L19 7.500"/>`,
	"tool":      `<path d="M14.500 6.500a4.500 4.500 0 0 1 5.800-1l-3 3 .9 2.300 2.300.9 3-3"/><path d="m14 10-9.500 9.500"/>`,
	"trash":     `<path d="M4.500 7h15M9.500 7V4.500h5V7M6.500 7l1 13h9l1-13M10 10.500v6M14 10.500v6"/>`,
	"upi":       `<rect x="6.500" y="2.500" width="11" height="19" rx="2.500"/><path d="m12.700 7.500-3 5h4.600l-3 5"/>`,
	"up":        `<path d="m5.500 14.500 6.500-6.500 6.500 6.500"/>`,
	"user":      `<circle cx="12" cy="8" r="4"/><path d="M4.500 20.500c.8-4 3.700-6 7.500-6s6.700 2 7.500 6"/>`,
	"verified":  `<path d="M12 2.800 14.400 5l3.200-.4.700 3.200 2.800 1.600-1.400 2.900 1.100 3-2.900 1.500-1 3.100-3.200-.6L12 21.200l-2.300-2.300-3.200.6-1-3.100-2.900-1.500 1.100-3-1.400-2.900 2.800-1.600.7-3.200 3.200.4z"/><path d="m8.500 12 2.500 2.500 4.500-4.800"/>`,
	"video":     `<rect x="3" y="6.500" width="12.500" height="11" rx="2.500"/><path d="m15.500 10.500 5.500-3v9l-5.500-3z"/>`,
	"wallet":    `<path d="M4 7.500h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zM4 7.500A2.500 2.500 0 0 1 6.500 5H16v2.500M16 13.500h.01"/>`,
	"warn":      `<path d="M12 4 21 19.500H3z"/><path d="M12 10v4.500M12 17v.01"/>`,
	"wind":      `<path d="M3 9h11a3 3 0 1 0-3-3M3 13.500h15a3 3 0 1 1-3 3M3 18h7"/>`,
}

// HasIcon reports whether an icon of that name exists; catalogue data may name one.
func HasIcon(name string) bool { _, ok := icons[name]; return ok }

// iconNames are in the order of the sprite.
var iconNames = slices.Sorted(maps.Keys(icons))

var sprite = buildSprite(func(string) bool { return true })

func buildSprite(has func(name string) bool) string {
	var b strings.Builder
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0" class="vh" aria-hidden="true" focusable="false" data-sprite>`)
	for _, n := range iconNames {
		if has(n) {
			b.WriteString(`<symbol id="i-` + n + `" viewBox="0 0 24 24">` + icons[n] + `</symbol>`)
		}
	}
	b.WriteString(`</svg>`)
	return b.String()
}

// Sprite is all icons as symbols; the shell places it once, at the end of the body. About 2 KB compressed.
func Sprite() templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, sprite)
		return err
	})
}

// SpriteFor is the sprite of the icons that a page shows. What script later adds to the page brings its own
// (assets/js/00.js).
func SpriteFor(page []byte) string {
	return buildSprite(func(name string) bool { return bytes.Contains(page, []byte(`href="#i-`+name+`"`)) })
}
