// Package packages serves packages of sessions: buying one, what one has, and what a practitioner offers and sold.
package packages
