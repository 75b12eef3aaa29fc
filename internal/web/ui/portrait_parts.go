package ui

// The parts of a drawn portrait, on a canvas of 160×200. Places that take a colour are written $name and filled by
// drawPortrait: $skin $shade $line (face), $hair $shine (hair), $a $b $c (clothes: main, second, trim), $bg $halo.

type skinTone struct{ skin, shade, line string }

var skinTones = []skinTone{
	{"#b9774f", "#95583a", "#4a2316"}, {"#c58a5e", "#a06a43", "#3d2415"}, {"#d79f76", "#b57d56", "#4d2a18"},
	{"#8a5536", "#6b3d24", "#2a140a"}, {"#c99267", "#a87249", "#4a2a18"}, {"#a5683f", "#84502e", "#33190c"},
	{"#7a4a30", "#5d341f", "#25120a"}, {"#b67a50", "#935b38", "#41210f"}, {"#e3b48f", "#c8936c", "#6a3d25"},
}

var hairTones = [][2]string{
	{"#20191c", "#3a3035"}, {"#241d1a", "#41352f"}, {"#17120f", "#352a24"}, {"#2f211b", "#4c382e"},
	{"#1d1a1f", "#38333c"}, {"#a7a3a6", "#d8d5d6"}, {"#2a1d18", "#47352d"}, {"#1a1614", "#39302c"}, {"#c6c1bc", "#e6e2de"},
}

// grounds are the background and the halo behind the head.
var grounds = [][2]string{
	{"#cfe3e2", "#e6f0ee"}, {"#d9dfe6", "#eaeef2"}, {"#f0dfc4", "#f8eedd"}, {"#dbe6d2", "#edf3e6"}, {"#ead9dd", "#f5eaec"},
	{"#e0dcea", "#efedf5"}, {"#f1d9cb", "#f9ebe2"}, {"#cfdfea", "#e5eef4"}, {"#e7e2c9", "#f3f0e0"}, {"#d3e4d9", "#e8f1eb"},
}

var workGrounds = [][2]string{
	{"#f7ca30", "#fbe08a"}, {"#e7dfd2", "#f3eee5"}, {"#dfe3e0", "#eef0ee"}, {"#d9e2ea", "#ecf1f5"}, {"#f2d8b4", "#f9ebd6"},
	{"#dbe6d2", "#edf3e6"}, {"#ecd3c8", "#f6e8e1"}, {"#f4dc7e", "#faedb9"},
}

// cloth is main, second and trim colour.
var cloths = [][3]string{
	{"#7c2f3d", "#d9962f", "#f3cd86"}, {"#e9e4d8", "#d5cebd", "#9a917c"}, {"#24506a", "#c65d43", "#183a4e"},
	{"#3f6b52", "#2f5440", "#8fb49c"}, {"#5b4a6e", "#d8b9a0", "#b98f73"}, {"#2f7a6d", "#f2b6a0", "#d98f78"},
	{"#8c3b2e", "#a84d3e", "#6f2c22"}, {"#2b3a4a", "#3a4d61", "#f7ca30"}, {"#a5536b", "#e9c46a", "#f6e3ae"},
	{"#34557f", "#e7ddc9", "#20395a"}, {"#b0702a", "#7a2f2a", "#f0cf9a"}, {"#4b6b3a", "#d6c28e", "#33502a"},
}

// look says whom a part suits: the seed may ask for a feminine or masculine look; neutral parts suit both.
type look byte

const (
	neutral   look = 'n'
	feminine  look = 'f'
	masculine look = 'm'
)

// hairStyle has a part behind the head and one in front of the face. covers: the style is a head covering.
type hairStyle struct {
	look        look
	back, front string
	covers      bool
}

var hairStyles = []hairStyle{
	{feminine, `<circle cx="80" cy="40" r="17" fill="$hair"/><path d="M47 98c-5-66 71-66 66 0-1 6-3 9-6 10H53c-3-1-5-4-6-10z" fill="$hair"/>`,
		`<path d="M52 88c-2-30 18-36 28-36-6 10-16 22-28 36zM108 88c2-30-18-36-28-36 6 10 16 22 28 36z" fill="$hair"/>`, false},
	{feminine, `<path d="M46 92c-4-62 72-62 68 0 2 12 1 24-2 30l-10 8-52-18c-3-6-5-12-4-20z" fill="$hair"/><path d="M110 112c12 16 10 44 0 74-8 4-14 0-14-6 6-22 4-44 0-60z" fill="$hair"/><path d="M104 140l10 4M105 152l9 3M104 164l8 3M101 176l8 3" stroke="$b" stroke-width="2.500" stroke-linecap="round"/>`,
		`<path d="M51 92c-3-34 14-42 33-42-2 12-16 28-33 42zM109 92c2-28-10-40-25-42 3 14 12 28 25 42z" fill="$hair"/>`, false},
	{feminine, `<path d="M46 98c-6-68 74-68 68 0 1 12-6 20-12 22H58c-6-2-13-10-12-22z" fill="$hair"/>`,
		`<path d="M52 90c-3-32 12-40 26-41-4 14-12 28-26 41zM108 90c3-30-10-40-30-41 6 12 16 26 30 41z" fill="$hair"/><path d="M60 62c6-8 14-11 22-11" stroke="$shine" stroke-width="2" fill="none" stroke-linecap="round"/>`, false},
	{feminine, `<path d="M45 96c-6-70 76-70 70 0 2 22 2 44 6 66-14 8-26 4-30-8H69c-4 12-16 16-30 8 4-22 4-44 6-66z" fill="$hair"/>`,
		`<path d="M51 94c-2-32 10-44 27-45 20 0 32 12 31 45-4-14-10-24-20-32-10 10-26 18-38 32z" fill="$hair"/>`, false},
	{feminine, `<path d="M45 92c-6-64 76-64 70 0l2 34c-8 6-18 6-24 2H67c-6 4-16 4-24-2z" fill="$hair"/>`,
		`<path d="M51 84c0-28 14-36 29-36s29 8 29 36c-4-6-6-10-8-14-14 4-30 4-42 0-2 4-4 8-8 14z" fill="$hair"/>`, false},
	{feminine, `<path d="M44 92c-6-62 78-62 72 0 8 10 6 26-2 34l-8-2H54l-8 2c-8-8-10-24-2-34z" fill="$hair"/><g fill="$hair"><circle cx="46" cy="96" r="10"/><circle cx="114" cy="96" r="10"/><circle cx="44" cy="112" r="10"/><circle cx="116" cy="112" r="10"/><circle cx="50" cy="126" r="9"/><circle cx="110" cy="126" r="9"/></g>`,
		`<g fill="$hair"><circle cx="60" cy="60" r="11"/><circle cx="74" cy="53" r="12"/><circle cx="90" cy="54" r="12"/><circle cx="102" cy="63" r="10"/><circle cx="53" cy="74" r="8"/><circle cx="108" cy="76" r="8"/></g>`, false},
	{feminine, `<path d="M40 128c-6-92 86-92 80 0l4 30c-12 10-24 14-44 14s-32-4-44-14z" fill="$a"/>`,
		`<path d="M48 96c-4-38 16-50 32-50s36 12 32 50c-2-20-12-34-32-34s-30 14-32 34z" fill="$a"/><path d="M48 96c2 22 10 40 32 42 22-2 30-20 32-42l6 44c-10 14-24 20-38 20s-28-6-38-20z" fill="$a"/><path d="M50 132c10 14 20 20 30 20s22-8 30-22" fill="none" stroke="$c" stroke-width="2" opacity=".6"/>`, true},
	{masculine, ``, `<path d="M51 86c-4-32 14-42 32-41 20 1 29 15 26 41-3-10-6-16-10-20-14 2-28 1-38-3-5 6-8 13-10 23z" fill="$hair"/>`, false},
	{masculine, ``, `<g fill="$hair"><circle cx="56" cy="64" r="10"/><circle cx="66" cy="54" r="11"/><circle cx="80" cy="50" r="12"/><circle cx="94" cy="54" r="11"/><circle cx="104" cy="64" r="10"/><circle cx="52" cy="76" r="7"/><circle cx="108" cy="76" r="7"/><path d="M56 74c8-12 40-12 48 0l2-14c-14-10-38-10-52 0z"/></g>`, false},
	{masculine, ``, `<path d="M52 84c-4-34 18-38 30-37 18 1 28 10 26 37-2-8-4-12-8-16-12-6-28-6-40 0-4 4-6 8-8 16z" fill="$hair"/>`, false},
	{masculine, ``, `<path d="M51 90c-2-12 0-22 3-28 2 8 1 18 0 26zM109 90c2-12 0-22-3-28-2 8-1 18 0 26z" fill="$hair"/><path d="M66 62c8-4 20-4 28 0" stroke="#fff" stroke-width="3" fill="none" opacity=".18" stroke-linecap="round"/>`, false},
	{masculine, ``, `<path d="M50 82c-2-28 10-40 34-40 22 0 28 18 25 40-4-12-8-18-14-22-10 6-26 6-34 2-4 4-8 10-11 20z" fill="$hair"/><path d="M62 56c8-8 22-10 34-4" stroke="$shine" stroke-width="2" fill="none" stroke-linecap="round"/>`, false},
	{masculine, ``, `<path d="M46 82c-6-34 14-48 34-48s40 14 34 48c-8-14-18-22-34-26-16 4-26 12-34 26z" fill="$b"/><path d="M47 78c8-18 20-26 33-30M113 78c-8-18-20-26-33-30M52 58c8-8 18-12 28-14M108 58c-8-8-18-12-28-14" fill="none" stroke="$c" stroke-width="2" opacity=".55"/><path d="M80 56l-7-9 7-11 7 11z" fill="$c" opacity=".8"/>`, true},
	{neutral, `<path d="M48 92c-4-58 68-58 64 0l-3 22H51z" fill="$hair"/>`,
		`<path d="M51 90c-2-30 8-42 22-42 24 0 38 14 36 42-4-10-10-20-22-28-12 8-26 14-36 28z" fill="$hair"/>`, false},
}

// workCap is worn over short hair by people who come to the door.
const workCap = `<path d="M50 80c-2-30 20-36 30-36s32 6 30 36c-18-8-42-8-60 0z" fill="$a"/><path d="M48 80c20-10 44-10 64 0 4 2 4 6-1 5-18-5-44-5-62 0-5 1-5-3-1-5z" fill="#111418"/><circle cx="80" cy="62" r="6" fill="$c"/>`

type garment struct {
	look look
	work bool // suits people who come with tools
	art  string
}

var garments = []garment{
	{feminine, false, `<path d="M8 200c2-34 30-46 56-51 8 8 24 8 32 0 26 5 54 17 56 51z" fill="$a"/><path d="M96 149c26 5 54 17 56 51H84c-6-22-2-40 12-51z" fill="$b"/><path d="M96 149c-14 11-18 29-12 51" fill="none" stroke="$c" stroke-width="3"/>`},
	{feminine, false, `<path d="M8 200c2-34 30-46 56-51l16 22 16-22c26 5 54 17 56 51z" fill="$a"/><path d="M64 149l16 22 16-22 4 2-20 32-20-32z" fill="$b"/><path d="M60 151l22 34-4 15" fill="none" stroke="$c" stroke-width="2"/>`},
	{feminine, true, `<path d="M8 200c2-34 30-46 56-51 8 10 24 10 32 0 26 5 54 17 56 51z" fill="$a"/><path d="M52 152c-10 14-16 32-18 48h34c-4-18 4-30 18-36-10-2-20-6-24-14zM108 152c6 14 8 32 6 48h24c0-16-6-32-14-42z" fill="$b"/><path d="M56 160c-7 12-11 26-12 40M116 160c4 12 5 26 4 40" stroke="$c" stroke-width="2" fill="none"/>`},
	{feminine, false, `<path d="M8 200c2-34 30-46 56-51 8 8 24 8 32 0 26 5 54 17 56 51z" fill="$a"/><path d="M64 149c-26 5-54 17-56 51h38c2-22 8-38 18-51zM96 149c26 5 54 17 56 51h-38c-2-22-8-38-18-51z" fill="$b"/><path d="M60 152c-8 14-12 30-13 48M100 152c8 14 12 30 13 48" stroke="$c" stroke-width="2.500" fill="none" stroke-dasharray="2 4"/>`},
	{masculine, false, `<path d="M6 200c2-34 32-46 58-51 6 10 26 10 32 0 26 5 56 17 58 51z" fill="$a"/><path d="M62 147c4 12 32 12 36 0l3 8c-8 12-34 12-42 0z" fill="$b"/><path d="M80 160v40" stroke="$c" stroke-width="2"/><circle cx="80" cy="174" r="1.800" fill="$c"/><circle cx="80" cy="188" r="1.800" fill="$c"/>`},
	{masculine, true, `<path d="M6 200c2-34 32-46 58-51 6 10 26 10 32 0 26 5 56 17 58 51z" fill="$a"/><path d="M62 148l18 20 18-20 6 3-16 26-8-8-8 8-16-26z" fill="$b"/><path d="M104 178h26v3h-26z" fill="$c"/>`},
	{masculine, true, `<path d="M6 200c2-34 32-46 58-51 6 10 26 10 32 0 26 5 56 17 58 51z" fill="$a"/><path d="M62 148l18 16 18-16 7 3-17 26-8-7-8 7-17-26z" fill="$b"/><path d="M22 170l18 30M138 170l-18 30M34 158l30 42M126 158l-30 42" stroke="$c" stroke-width="2"/>`},
	{neutral, true, `<path d="M8 200c2-34 30-46 56-51 4 14 28 14 32 0 26 5 54 17 56 51z" fill="$a"/><path d="M62 147c2 16 34 16 36 0l4 3c-2 22-42 22-44 0z" fill="$b"/>`},
	{masculine, false, `<path d="M6 200c2-34 32-46 58-51l16 30 16-30c26 5 56 17 58 51z" fill="$a"/><path d="M64 149l16 30 16-30-8-2H72z" fill="#f4efe6"/><path d="M64 149l-10 12 18 39h8l-16-51zM96 149l10 12-18 39h-8l16-51z" fill="$b"/>`},
	{neutral, false, `<path d="M8 200c2-34 30-46 56-51 8 6 24 6 32 0 26 5 54 17 56 51z" fill="$a"/><path d="M62 147c6 10 30 10 36 0l2 6c-6 12-34 12-40 0z" fill="$c"/><path d="M40 172c10 6 14 16 14 28M120 172c-10 6-14 16-14 28" fill="none" stroke="$b" stroke-width="2" opacity=".7"/>`},
}

const (
	faceArt = `<path d="M66 118h28v30c0 12-28 12-28 0z" fill="$shade"/><path d="M52 90c0-7-7-6-6 1s5 13 8 11z" fill="$shade"/><path d="M108 90c0-7 7-6 6 1s-5 13-8 11z" fill="$shade"/><path d="M52 82c0-32 56-32 56 0 0 14-2 25-8 34-5 9-12 15-20 15s-15-6-20-15c-6-9-8-20-8-34z" fill="$skin"/><path d="M80 58c28 0 28 12 28 24 0 14-2 25-8 34-5 9-12 15-20 15 6-10 9-22 8-36-1-15-4-26-8-37z" fill="$shade" opacity=".38"/>`

	nose  = `<path d="M80.500 92c1 5 3 9 2.500 11.500-.4 1.600-2 2-4 1.800" stroke-width="1.800"/>`
	blush = `<path d="M58 104c3 2 7 2 9 0M93 104c3 2 7 2 9 0" stroke="#c9744f" stroke-width="3" stroke-linecap="round" opacity=".3" fill="none"/>`
)

var (
	brows = []string{
		`<path d="M62 84c3-3 8-3.500 11-1.500M87 82.500c3-2 8-1.500 11 1.500" stroke-width="2.400"/>`,
		`<path d="M61 83c4-3 8-3 12-.5M87 82.500c4-2.500 8-2.500 12 .5" stroke-width="2.800"/>`,
		`<path d="M62 82c3-2 7-2.500 11-1M87 81c4-1.500 8-1 11 1" stroke-width="2"/>`,
	}
	eyes = []string{
		`<path d="M63.500 93c2.500 2.200 6.500 2.200 9 0M87.500 93c2.500 2.200 6.500 2.200 9 0"/>`,
		`<path d="M63.500 92.500c2.500 2.600 6.500 2.600 9 0M87.500 92.500c2.500 2.600 6.500 2.600 9 0M62 91l1.500 1.500M98 91l-1.500 1.500"/>`,
		`<circle cx="68" cy="93" r="1.900" fill="$line"/><circle cx="92" cy="93" r="1.900" fill="$line"/>`,
	}
	mouths = []string{
		`<path d="M71.500 116c5 4 12 4 17 0"/>`, `<path d="M70 115c6 5.500 14 5.500 20 0"/>`, `<path d="M73 116.500c4 2.600 10 2.600 14 0"/>`,
	}
	beards = []string{
		`<path d="M53 98c2 20 10 35 27 35s25-15 27-35c-3 8-6 12-10 13-6-4-28-4-34 0-4-1-7-5-10-13zm19 19c5-2 11-2 16 0-2 6-14 6-16 0z" fill="$hair"/>`,
		`<path d="M54 100c2 20 10 33 26 33s24-13 26-33c-3 8-6 11-10 12-6-5-26-5-32 0-4-1-7-4-10-12zm18 18c5-2 11-2 16 0-2 5-14 5-16 0z" fill="$hair"/>`,
		`<path d="M66 110c5-5 11-4 14-1 3-3 9-4 14 1-4 4-10 4-14 2-4 2-10 2-14-2z" fill="$hair"/>`,
		`<path d="M53 100c0 30 8 46 27 46s27-16 27-46c-3 8-6 12-10 13-6-5-28-5-34 0-4-1-7-5-10-13zm19 19c5-2 11-2 16 0-2 5-14 5-16 0z" fill="$hair"/>`,
	}
	glasses = []string{
		`<g fill="none" stroke="#2c2f36" stroke-width="2.200"><rect x="58" y="86" width="19" height="14" rx="6"/><rect x="83" y="86" width="19" height="14" rx="6"/><path d="M77 91c2-2 4-2 6 0M58 91l-6-2M102 91l6-2"/></g>`,
		`<g fill="none" stroke="#6a4a34" stroke-width="1.800"><circle cx="68" cy="93" r="9.500"/><circle cx="92" cy="93" r="9.500"/><path d="M77.500 92c1.500-1.500 3.500-1.500 5 0"/></g>`,
	}
	earrings = []string{
		`<circle cx="48" cy="107" r="2.600" fill="#e3a93f"/><circle cx="112" cy="107" r="2.600" fill="#e3a93f"/>`,
		`<circle cx="47" cy="108" r="3" fill="#3a8f8d"/><circle cx="113" cy="108" r="3" fill="#3a8f8d"/>`,
		`<path d="M47 105v9M113 105v9" stroke="#e3a93f" stroke-width="2.500" stroke-linecap="round"/>`,
	}
	jasmine = `<path d="M66 40c6-7 22-7 28 0" fill="none" stroke="#f6e9d8" stroke-width="4" stroke-linecap="round" stroke-dasharray="1 6.500" transform="translate(0 -1)"/>`
	bindi   = `<circle cx="80" cy="76" r="2.200" fill="#a3202f"/>`
)
