// Package embed shows a practitioner's services and next times on other people's sites: a script that makes a frame, and
// the page in it. Only sites that the practitioner named may show the frame; it sets no cookie, knows nobody, and leads to
// the practitioner's own page in a new tab.
package embed
