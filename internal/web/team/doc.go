// Package team serves the pages on which practitioners keep a business together: members and invitations, rooms, team
// services, and the agenda of the team. What each may do business.May decides.
package team
