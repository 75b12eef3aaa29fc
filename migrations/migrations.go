// Package migrations carries the SQL files that build the database, numbered and only ever added to.
package migrations

import "embed"

// FS holds NNNN_name.sql in goose's format, forward only.
//
//go:embed *.sql
var FS embed.FS
