// Package jurisdiction knows what the law of a place bars software from doing for people between sessions: one dated file with
// the source of each line (packs.json). It decides nothing about help in danger: nothing here can take that away.
//
// Whoever adds a pack raises the disclosure of module companion, so that people are asked anew where they are.
package jurisdiction
