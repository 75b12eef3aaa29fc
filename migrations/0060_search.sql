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
  (1, 'counsellor'), (1, 'counselor'), (2, 'counselling'), (2, 'counseling'),
  (3, 'therapist'), (3, 'psychotherapist'), (4, 'therapy'), (4, 'psychotherapy'),
  (5, 'physiotherapist'), (5, 'physical therapist'), (5, 'physio'), (6, 'physiotherapy'), (6, 'physical therapy'),
  (7, 'dietitian'), (7, 'dietician'), (7, 'nutritionist'), (8, 'paediatrician'), (8, 'pediatrician'), (8, 'child doctor'),
  (9, 'gynaecologist'), (9, 'gynecologist'), (10, 'orthopaedic'), (10, 'orthopedic'),
  (11, 'psychiatrist'), (11, 'shrink'), (12, 'psychologist'), (12, 'mind doctor'),
  (13, 'gp'), (13, 'general practitioner'), (13, 'family doctor'), (14, 'dermatologist'), (14, 'skin doctor'),
  (15, 'ayurveda'), (15, 'ayurvedic'), (16, 'homoeopathy'), (16, 'homeopathy'), (16, 'homeopathic'),
  (17, 'backache'), (17, 'back pain'), (18, 'insomnia'), (18, 'sleeplessness'), (18, 'cannot sleep'), (18, 'cant sleep'),
  (19, 'burnout'), (19, 'exhaustion'), (20, 'anxiety'), (20, 'anxious'), (20, 'worry'), (20, 'worries'),
  (21, 'depression'), (21, 'depressed'), (21, 'low mood'), (22, 'grief'), (22, 'bereavement'), (22, 'loss'),
  (23, 'couples'), (23, 'couple'), (23, 'marriage'), (23, 'relationship'), (24, 'trauma'), (24, 'ptsd'),
  (25, 'pregnancy'), (25, 'pregnant'), (25, 'prenatal'), (25, 'antenatal'), (26, 'weight loss'), (26, 'slimming'),
  (27, 'plumber'), (27, 'plumbing'), (28, 'electrician'), (28, 'electrical'), (29, 'cleaner'), (29, 'cleaning'), (29, 'housekeeping'),
  (30, 'speech therapist'), (30, 'speech pathologist'), (30, 'speech language therapist'), (31, 'massage'), (31, 'bodywork'),
  (32, 'lawyer'), (32, 'attorney'), (32, 'advocate'), (33, 'tutor'), (33, 'tuition'), (34, 'meditation'), (34, 'mindfulness'),
  (35, 'video'), (35, 'online'), (35, 'remote'), (35, 'virtual');

select platform.open_schema('search');
