package assets

import _ "embed" // the font below

// CardFont is the typeface, as TrueType, of pictures that the server draws.
//
//go:embed fonts/anek-card.ttf
var CardFont []byte
