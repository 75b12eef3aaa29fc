// Package oncall is where operators see who may be in danger, say who looks after whom, and what came of it.
package oncall
