package demo

import (
	"klear/internal/modules/catalog/importfile"
)

// named are the people of the design's drawings, with exactly what the drawings show.
func named(brandID string) []importfile.Practitioner {
	all := []importfile.Practitioner{ananya(), imran(), lhamo(), vikram(), meera()}
	for i := range all {
		p := &all[i]
		p.Email = email(p.Key, brandID)
		p.Currency, p.Zone, p.Country, p.City = "INR", "Asia/Kolkata", "IN", "Bengaluru"
		p.Verified, p.Confirmation = true, importfile.ConfirmInstant
		r := seeded("named", p.Key)
		p.PortraitSeed = drawn[p.Key]
		if p.Area != "" {
			a := cityNamed(p.City).area(p.Area)
			p.Address = cityNamed(p.City).address(r, a)
			p.Latitude, p.Longitude = a.near(r)
		}
	}
	return all
}

var (
	onlineOnly   = []string{importfile.ModeOnline}
	onlineOrRoom = []string{importfile.ModeOnline, importfile.ModeAtPractitioner}
)

func ananya() importfile.Practitioner {
	return importfile.Practitioner{
		Key: "ananya-rao", Name: "Ananya Rao", Headline: "Ayurveda physician for sleep, digestion and low energy",
		Bio: "I start with how you sleep and eat, because most tiredness shows itself there first. You leave the first session with a plan " +
			"you can follow with what is already in your kitchen.\n\nAnanya trained at the Government Ayurveda Medical College, Bengaluru, and has " +
			"run her own practice since 2012. She works alongside your doctor and will tell you when something needs one.",
		ExperienceYears: 14, Languages: []string{"en", "kn", "hi"}, Specializations: []string{"Sleep", "Digestion", "Low energy"}, Area: "Indiranagar",
		Certifications:  []importfile.Certification{{Name: "BAMS", Issuer: "Government Ayurveda Medical College, Bengaluru", Year: 2011}},
		Registration:    &importfile.Registration{Body: "National Commission for Indian System of Medicine", Number: "NCISM-41207", CheckedOn: "2026-03-11", Method: importfile.MethodRegister},
		HourlyRateMinor: 120000,
		Services: []importfile.Service{
			{Key: "first", CategorySlug: "ayurveda", Name: "First consultation", DurationMin: 60, PriceMinor: 120000, Modes: onlineOrRoom, NoticeMin: 120, WindowDays: 60, Capacity: 1, FreeCancelHours: 12, LateCancelFeeBps: 5000,
				Description: "10 min: what brings you, in your words, and what you have tried. 30 min: sleep, food, daily rhythm, medicines you take now. 20 min: a written plan for two weeks, and what it should change."},
			{Key: "follow-up", CategorySlug: "ayurveda", Name: "Follow-up", DurationMin: 30, PriceMinor: 70000, Modes: onlineOrRoom, NoticeMin: 120, WindowDays: 60, Capacity: 1, FreeCancelHours: 12, LateCancelFeeBps: 5000,
				Description: "What changed, what did not, and the next step."},
		},
		Hours: week("1 08:00-09:00; 1 17:30-18:30; 25 18:30-19:30; 3 09:00-13:30; 6 09:00-10:00; 6 11:30-12:30; 6 14:00-15:00; 6 18:30-19:30"),
	}
}

func imran() importfile.Practitioner {
	session := importfile.Service{Key: "session", CategorySlug: "clinical-psychology", Name: "Individual session", DurationMin: 50, PriceMinor: 180000, Modes: onlineOnly,
		BufferAfterMin: 10, IntervalMin: 60, NoticeMin: 180, WindowDays: 45, Capacity: 1, FreeCancelHours: 24, LateCancelFeeBps: 5000, Description: "Weekly at first, then as needed."}
	return importfile.Practitioner{
		Key: "imran-qureshi", Name: "Dr Imran Qureshi", Headline: "Clinical psychologist for insomnia, anxiety and burnout",
		Bio: "Sleep is usually where worry sends its bill, so that is where I begin. You keep a short diary, we read it together, and we change one " +
			"thing a week.\n\nImran trained at the National Institute of Mental Health and Neurosciences, Bengaluru, and worked in a hospital's psychiatry " +
			"department before he began to see people on his own in 2016. He works in the evening, because that is when people are free to think.",
		ExperienceYears: 15, Languages: []string{"en", "hi", "ur"}, Specializations: []string{"Insomnia", "Anxiety", "Burnout"},
		Certifications:  []importfile.Certification{{Name: "PhD Clinical Psychology", Issuer: "National Institute of Mental Health and Neurosciences, Bengaluru", Year: 2011}},
		Registration:    &importfile.Registration{Body: "Rehabilitation Council of India", Number: "RCI-A58214", CheckedOn: "2026-02-19", Method: importfile.MethodRegister},
		HourlyRateMinor: 180000, Services: []importfile.Service{session},
		Hours: week("1 19:00-21:00; 2 19:00-20:00; 4 18:00-21:00; 5 20:00-21:00; 7 10:00-12:00"),
	}
}

func lhamo() importfile.Practitioner {
	return importfile.Practitioner{
		Key: "lhamo-dolkar", Name: "Lhamo Dolkar", Headline: "Sowa-Rigpa (Tibetan medicine) for rest and recovery",
		Bio: "I listen to the pulse first and to the story afterwards, and usually they agree. Rest is the first thing I prescribe, with a dose and a " +
			"time.\n\nLhamo trained at Men-Tsee-Khang in Dharamshala and has seen people in Bengaluru since 2017. She asks for your reports and keeps your doctor's plan as it is.",
		ExperienceYears: 12, Languages: []string{"en", "bo", "hi"}, Specializations: []string{"Rest", "Recovery", "Tibetan medicine"}, Area: "Koramangala",
		Certifications:  []importfile.Certification{{Name: "Menpa (Kachupa)", Issuer: "Men-Tsee-Khang, Dharamshala", Year: 2014}},
		Registration:    &importfile.Registration{Body: "Central Council of Indian Medicine", Number: "CCIM-SR-0388", CheckedOn: "2026-04-02", Method: importfile.MethodRegister},
		HourlyRateMinor: 120000,
		Services: []importfile.Service{
			{Key: "consultation", CategorySlug: "sowa-rigpa", Name: "Consultation with pulse reading", DurationMin: 45, PriceMinor: 90000, Modes: onlineOrRoom, BufferAfterMin: 15, NoticeMin: 720, WindowDays: 30, Capacity: 1, FreeCancelHours: 24, LateCancelFeeBps: 2500,
				Description: "Pulse, food, sleep and seasons, then advice in plain words."},
		},
		Hours: week("2 09:30-10:15; 2 14:00-14:45; 3 09:30-10:15; 4 09:30-10:15; 4 14:00-14:45; 6 10:00-10:45; 6 14:00-14:45; 7 10:00-10:45"),
	}
}

func vikram() importfile.Practitioner {
	return importfile.Practitioner{
		Key: "vikram-nair", Name: "Vikram Nair", Headline: "Yoga therapist for breathwork, sleep and worry",
		Bio: "Longer out than in: that is most of what I teach, in the positions in which you need it. Mornings are for movement, and the nine o'clock " +
			"hour is for the people who cannot switch off.\n\nVikram trained with S-VYASA in Bengaluru and has taught online since 2015. He sends a recording after each " +
			"session, in English, Malayalam or Hindi.",
		ExperienceYears: 13, Languages: []string{"en", "ml", "hi"}, Specializations: []string{"Breathwork", "Sleep", "Worry"},
		Certifications:  []importfile.Certification{{Name: "Certified yoga therapist (C-IAYT)", Issuer: "International Association of Yoga Therapists", Year: 2018}},
		Registration:    &importfile.Registration{Body: "International Association of Yoga Therapists", Number: "IAYT-27719", CheckedOn: "2026-05-20", Method: importfile.MethodRegister},
		HourlyRateMinor: 70000,
		Services: []importfile.Service{
			{Key: "private", CategorySlug: "yoga-therapy", Name: "Private session", DurationMin: 60, PriceMinor: 70000, Modes: onlineOnly, NoticeMin: 60, WindowDays: 30, Capacity: 1, FreeCancelHours: 12, LateCancelFeeBps: 5000,
				Description: "Breath and gentle movement, with a recording to keep."},
			{Key: "evening-breath", CategorySlug: "yoga-therapy", Name: "Evening breath group", DurationMin: 60, PriceMinor: 20000, Modes: onlineOnly, NoticeMin: 30, WindowDays: 30, Capacity: 12, PerDay: 1, FreeCancelHours: 6,
				Description: "Lights low, lying down, up to twelve people."},
		},
		Hours: week("1234 06:30-07:30; 124 21:00-22:00; 5 21:00-22:00; 6 06:30-12:30; 7 07:30-08:30"),
	}
}

func meera() importfile.Practitioner {
	return importfile.Practitioner{
		Key: "meera-iyer", Name: "Meera Iyer", Headline: "Mindfulness teacher (MBSR) for stress at work",
		Bio: "I teach attention in the middle of the working day, because that is where it goes missing. Forty-five minutes, shoes on, and back to your " +
			"desk.\n\nMeera trained with the Institute for Mindfulness-Based Approaches after eleven years in software. She has taught in Jayanagar and online since 2018.",
		ExperienceYears: 8, Languages: []string{"en", "ta", "kn"}, Specializations: []string{"Mindfulness", "MBSR", "Stress at work"}, Area: "Jayanagar",
		Certifications:  []importfile.Certification{{Name: "MBSR teacher", Issuer: "Institute for Mindfulness-Based Approaches", Year: 2018}},
		Registration:    &importfile.Registration{Body: "Institute for Mindfulness-Based Approaches", Number: "IMA-1180", CheckedOn: "2026-06-08", Method: importfile.MethodIssuer},
		HourlyRateMinor: 130000,
		Services: []importfile.Service{
			{Key: "private", CategorySlug: "meditation-breathwork", Name: "Private lesson", DurationMin: 45, PriceMinor: 100000, Modes: onlineOrRoom, BufferAfterMin: 15, IntervalMin: 60, NoticeMin: 240, WindowDays: 45, Capacity: 1, FreeCancelHours: 24, LateCancelFeeBps: 5000,
				Description: "A lesson at your pace, with a recording for home."},
		},
		Hours: week("134 13:00-14:00; 3 18:00-19:00; 7 16:00-18:00"),
	}
}
