// Package plans is where people choose, change and cancel what renews by itself: /account/plan and /pro/plan.
package plans
