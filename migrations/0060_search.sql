-- +goose Up
create schema search;

-- One document per listed, verified practitioner, rebuilt whenever the catalogue changes. What is not here is never
-- found; nothing unverified or suspended is ever here. The columns that every
-- search reads come first, so that reading a row stops early.
create table search.document (
  practitioner_id  uuid primary key references catalog.practitioner,
  s2_cell          bigint not null,         -- leaf cell; 0 without a place
  latitude         double precision,
  longitude        double precision,
  price_from       bigint not null,         -- minor units, of the cheapest active service
  verified_at      timestamptz not null,
  soonest_at       timestamptz,             -- the first opening when openings were last looked at
  category_set     int not null,            -- categories as one number, for counting
  language_set     int not null,
  experience_years int not null,
  travel_radius_km int not null,
  mode_bits        smallint not null check (mode_bits between 1 and 7), -- 1 online, 2 at the practitioner's, 4 at the customer's
  currency         text not null,
  country          text not null,
  languages        text[] not null,         -- base languages: en for en-IN
  categories       text[] not null,         -- slugs, with all ancestors
  head             tsvector not null,       -- name A; headline and specialisations B; services, categories, place, languages C
  bio              tsvector not null,       -- D; matches, but is not read for ranking
  slug             text not null,
  name             text not null,
  headline         text not null,
  city             text not null,
  area             text not null,
  zone             text not null,
  specializations  text[] not null,
  services         text[] not null,         -- names
  revision         bigint not null,         -- of catalog.v_searchable when the row was built
  openings_at      timestamptz,             -- when openings were last looked at
  indexed_at       timestamptz not null
) with (toast_tuple_target = 1024); -- long bios move out of the way of scans
create index document_words on search.document using gin ((head || bio)) with (fastupdate = off);
create index document_names on search.document using gin (head) with (fastupdate = off);

-- The different sets of categories and of languages that documents have: counting numbers and opening up each set once
-- is many times faster than opening up every document.
create table search.label_set (
  id     int generated always as identity primary key,
  labels text not null unique -- sorted, with single spaces between
);
create index document_categories on search.document using gin (categories) with (fastupdate = off);
create index document_s2 on search.document (s2_cell);
create index document_openings on search.document (openings_at nulls first);

-- Grows with every change of a document: what was counted under one generation is exact while it lasts.
create table search.generation (
  one     boolean primary key default true check (one),
  n       bigint not null,
  counted bigint not null default 0 -- the generation whose words, places and terms were counted last
);
insert into search.generation (n) values (1);

-- The words of all documents: what is not among them is taken for a slip of the finger and repaired. Repairing a query
-- against words is a hundred times cheaper than trigrams over documents.
create table search.lexeme (
  word text primary key,
  ndoc int not null
);
create index lexeme_trgm on search.lexeme using gin (word gin_trgm_ops);
create index lexeme_prefix on search.lexeme (word text_pattern_ops);

-- Cities with practitioners, where they are on average.
create table search.place (
  folded    text not null,
  country   text not null,
  name      text not null,
  latitude  double precision not null,
  longitude double precision not null,
  ndoc      int not null,
  primary key (folded, country)
);
create index place_prefix on search.place (folded text_pattern_ops);

-- Names of services and specialisations, for suggestions.
create table search.term (
  folded text primary key,
  name   text not null,
  ndoc   int not null
);
create index term_prefix on search.term (folded text_pattern_ops);
create index term_trgm on search.term using gin (folded gin_trgm_ops);

-- Terms that mean the same, one group a set. Terms are folded: lower case, no accents. Operators may add their own.
create table search.synonym (
  set_id int not null,
  term   text not null check (term = lower(term) and length(term) between 2 and 60),
  primary key (set_id, term)
);
insert into search.synonym (set_id, term) values
  (1, 'counsellor'), (1, 'counselor'), (1, 'talk therapist'), (2, 'counselling'), (2, 'counseling'), (3, 'therapist'),
  (3, 'psychotherapist'), (4, 'therapy'), (4, 'psychotherapy'), (5, 'physiotherapist'), (5, 'physical therapist'),
  (5, 'physio'), (6, 'physiotherapy'), (6, 'physical therapy'), (7, 'dietitian'), (7, 'dietician'), (7, 'nutritionist'),
  (8, 'paediatrician'), (8, 'pediatrician'), (8, 'child doctor'), (8, 'children doctor'), (8, 'childrens doctor'),
  (9, 'paediatric'), (9, 'pediatric'), (10, 'gynaecologist'), (10, 'gynecologist'), (10, 'womens health doctor'),
  (10, 'women health doctor'), (11, 'orthopaedic'), (11, 'orthopedic'), (12, 'psychiatrist'), (12, 'psychiatric doctor'),
  (12, 'shrink'), (13, 'psychologist'), (13, 'clinical psychologist'), (14, 'child psychologist'),
  (14, 'paediatric psychologist'), (15, 'gp'), (15, 'general practitioner'), (15, 'family doctor'),
  (16, 'dermatologist'), (16, 'skin doctor'), (16, 'skin specialist'), (17, 'cardiologist'), (17, 'heart doctor'),
  (17, 'heart specialist'), (18, 'neurologist'), (18, 'nerve specialist'), (18, 'nerve doctor'), (19, 'dentist'),
  (19, 'dental surgeon'), (19, 'tooth doctor'), (20, 'optometrist'), (20, 'optician'), (20, 'eye care practitioner'),
  (20, 'eye doctor'), (21, 'audiologist'), (21, 'hearing specialist'), (22, 'podiatrist'), (22, 'chiropodist'),
  (22, 'foot doctor'), (23, 'speech therapist'), (23, 'speech pathologist'), (23, 'speech language pathologist'),
  (23, 'speech and language pathologist'), (23, 'logopedist'), (24, 'occupational therapist'), (24, 'ergotherapist'),
  (25, 'osteopath'), (25, 'osteopathic practitioner'), (26, 'chiropractor'), (26, 'doctor of chiropractic'),
  (27, 'naturopath'), (27, 'naturopathic practitioner'), (28, 'acupuncturist'), (28, 'tcm practitioner'),
  (28, 'traditional chinese medicine'), (29, 'reflexologist'), (29, 'foot reflexology practitioner'),
  (30, 'hypnotherapist'), (30, 'hypnotist'), (30, 'clinical hypnotist'), (31, 'massage therapist'), (31, 'masseur'),
  (31, 'masseuse'), (32, 'massage'), (32, 'bodywork'), (33, 'ayurveda'), (33, 'ayurvedic'), (34, 'homoeopath'),
  (34, 'homeopath'), (35, 'homoeopathy'), (35, 'homeopathy'), (35, 'homeopathic'), (36, 'yoga teacher'),
  (36, 'yoga instructor'), (37, 'personal trainer'), (37, 'fitness coach'), (37, 'fitness trainer'), (38, 'life coach'),
  (38, 'personal development coach'), (39, 'sleep coach'), (39, 'sleep consultant'), (40, 'couples therapist'),
  (40, 'marriage counsellor'), (40, 'relationship therapist'), (40, 'couple therapist'), (40, 'marriage counselor'),
  (41, 'addiction counsellor'), (41, 'substance abuse counsellor'), (41, 'addiction counselor'),
  (41, 'substance abuse counselor'), (42, 'music therapist'), (42, 'music psychotherapist'), (43, 'art therapist'),
  (43, 'creative arts therapist'), (44, 'doula'), (44, 'birth companion'), (45, 'midwife'), (45, 'maternity nurse'),
  (46, 'lactation consultant'), (46, 'breastfeeding adviser'), (46, 'breastfeeding consultant'), (47, 'home care nurse'),
  (47, 'visiting nurse'), (47, 'home nurse'), (48, 'backache'), (48, 'back pain'), (49, 'insomnia'),
  (49, 'sleeplessness'), (49, 'cannot sleep'), (49, 'cant sleep'), (50, 'burnout'), (50, 'exhaustion'), (51, 'anxiety'),
  (51, 'anxious'), (51, 'worry'), (51, 'worries'), (51, 'worrying'), (52, 'depression'), (52, 'depressed'),
  (52, 'low mood'), (53, 'grief'), (53, 'bereavement'), (54, 'couples'), (54, 'couple'), (54, 'marriage'),
  (54, 'relationship'), (55, 'trauma'), (55, 'ptsd'), (56, 'pregnancy'), (56, 'pregnant'), (56, 'prenatal'),
  (56, 'antenatal'), (57, 'meditation'), (57, 'mindfulness'), (58, 'plumber'), (58, 'plumbing'), (59, 'electrician'),
  (59, 'electrical'), (60, 'cleaner'), (60, 'cleaning'), (60, 'housekeeping'), (61, 'lawyer'), (61, 'attorney'),
  (61, 'advocate'), (62, 'tutor'), (62, 'tuition'), (63, 'video'), (63, 'online'), (63, 'remote'), (63, 'virtual');

-- What people say, and what they may be looking for. It leads one way only: who asks for a psychologist does not mean worry.
create table search.hint (
  term  text not null check (term = lower(term) and length(term) between 2 and 60),
  means text not null check (means = lower(means) and length(means) between 2 and 60),
  primary key (term, means)
);
insert into search.hint (term, means) values
  ('worrying', 'psychologist'), ('worrying', 'psychotherapist'), ('panic', 'psychologist'), ('panic', 'psychotherapist'),
  ('panic', 'anxiety'), ('sad', 'depression'), ('sad', 'psychologist'), ('hopeless', 'depression'),
  ('hopeless', 'psychologist'), ('antidepressants', 'psychiatrist'), ('medication', 'psychiatrist'),
  ('bipolar', 'psychiatrist'), ('voices', 'psychiatrist'), ('afraid', 'hypnotherapist'), ('afraid', 'psychologist'),
  ('phobia', 'hypnotherapist'), ('phobia', 'psychologist'), ('flying', 'hypnotherapist'), ('spiders', 'hypnotherapist'),
  ('smoking', 'hypnotherapist'), ('smoking', 'addiction counsellor'), ('drinking', 'addiction counsellor'),
  ('alcohol', 'addiction counsellor'), ('gambling', 'addiction counsellor'), ('toddler', 'paediatrician'),
  ('baby', 'paediatrician'), ('baby', 'midwife'), ('tantrums', 'child psychologist'),
  ('school refusal', 'child psychologist'), ('breast milk', 'lactation consultant'), ('latch', 'lactation consultant'),
  ('birth', 'midwife'), ('birth', 'doula'), ('labour', 'midwife'), ('labour', 'doula'), ('period', 'gynaecologist'),
  ('menopause', 'gynaecologist'), ('mole', 'dermatologist'), ('rash', 'dermatologist'), ('acne', 'dermatologist'),
  ('itchy', 'dermatologist'), ('chest pain', 'cardiologist'), ('heart racing', 'cardiologist'),
  ('palpitations', 'cardiologist'), ('blood pressure', 'cardiologist'), ('headaches', 'neurologist'),
  ('seizures', 'neurologist'), ('numbness', 'neurologist'), ('tooth', 'dentist'), ('toothache', 'dentist'),
  ('gums', 'dentist'), ('glasses', 'optometrist'), ('blurry', 'optometrist'), ('contact lenses', 'optometrist'),
  ('hearing', 'audiologist'), ('ringing ears', 'audiologist'), ('hearing aid', 'audiologist'),
  ('stutter', 'speech therapist'), ('stammer', 'speech therapist'), ('lisp', 'speech therapist'),
  ('talking late', 'speech therapist'), ('hand', 'occupational therapist'),
  ('dressing myself', 'occupational therapist'), ('handwriting', 'occupational therapist'), ('knee', 'physiotherapist'),
  ('shoulder', 'physiotherapist'), ('sprain', 'physiotherapist'), ('slipped disc', 'physiotherapist'),
  ('slipped disc', 'chiropractor'), ('stiff neck', 'massage therapist'), ('stiff neck', 'physiotherapist'),
  ('stiff neck', 'osteopath'), ('knots', 'massage therapist'), ('bandages', 'home care nurse'),
  ('dressing change', 'home care nurse'), ('injections', 'home care nurse'), ('elderly', 'home care nurse'),
  ('ingrown', 'podiatrist'), ('toenail', 'podiatrist'), ('bunion', 'podiatrist'), ('heel', 'podiatrist'),
  ('in shape', 'personal trainer'), ('fit', 'personal trainer'), ('muscle', 'personal trainer'),
  ('lose weight', 'nutritionist'), ('lose weight', 'personal trainer'), ('eating better', 'nutritionist'),
  ('diet', 'nutritionist'), ('needles', 'acupuncturist'), ('arguing', 'couples therapist'),
  ('affair', 'couples therapist'), ('divorce', 'couples therapist'), ('snoring', 'sleep coach'),
  ('awake', 'sleep coach'), ('awake', 'insomnia'), ('nightmares', 'sleep coach'), ('nightmares', 'trauma'),
  ('stuck', 'life coach'), ('purpose', 'life coach'), ('confidence', 'life coach'), ('leak', 'plumber'),
  ('tap', 'plumber'), ('socket', 'electrician'), ('wiring', 'electrician');

select platform.open_schema('search');
