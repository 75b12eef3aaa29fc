// Package brands embeds the brand files. A brand is data: no code asks which one it runs.
package brands

import "embed"

// FS holds one <id>.json per brand and crisis-lines.json, the shared region pack of help lines.
//
//go:embed *.json
var FS embed.FS
