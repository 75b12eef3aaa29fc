// Package shell serves what surrounds the pages: style sheet, script and fonts, drawn portraits, pictures people
// uploaded, icons and the manifest of the installed app.
package shell
