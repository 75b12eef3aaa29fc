package clock

import "testing"

// TestEveryZoneHasOneName: and none is this machine's own.
func TestEveryZoneHasOneName(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Asia/Kolkata", "America/Argentina/Buenos_Aires", "America/Port-au-Prince", "Antarctica/DumontDUrville", "Etc/GMT+5", "UTC", "EST5EDT"} {
		if l, err := Zone(name); err != nil || l.String() != name {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"", "Local", "localtime", "posixrules", "posix/Asia/Kolkata", "right/Asia/Kolkata", "./Asia/Kolkata", "Asia//Kolkata", "Asia/./Kolkata",
		"../zoneinfo/Asia/Kolkata", "/usr/share/zoneinfo/UTC", "Asia/", "Mars/Phobos", "asia/kolkata", "Asia/Kolkata\x00", "Asia/Kolkata\n"} {
		if _, err := Zone(name); err == nil {
			t.Errorf("%q is accepted", name)
		}
	}
}
