// Package forms is where a practitioner writes what is asked before a session: intake questions and waivers.
package forms
