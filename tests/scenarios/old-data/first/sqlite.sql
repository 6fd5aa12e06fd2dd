PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE schema_migration (
  name TEXT NOT NULL PRIMARY KEY, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT;
INSERT INTO schema_migration VALUES('20261121T2200_foundation','9e282b0e159e2c4ae2bba16f4312e798f1f45bd56fcf3bfd3eb8563b85990280',1795305953330);
INSERT INTO schema_migration VALUES('20261121T2201_jobs','0ad89e3674a1980a9db29a3734cb9e4ccb539870fa94cbb6c9d404dff32e80c5',1795305953341);
INSERT INTO schema_migration VALUES('20261121T2202_files','27859cec561af75e3322c473525ab8f079b5ef16714a088965608f4a42396244',1795305953343);
INSERT INTO schema_migration VALUES('20261121T2210_access','27fb9746521133f84703ab31bc24e2858da1a066b2d670255550dea7efbd967b',1795305953356);
CREATE TABLE event (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  transaction_id INTEGER NOT NULL DEFAULT 0,
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  actor_kind TEXT NOT NULL,
  actor_id INTEGER NOT NULL,
  centre_id INTEGER NOT NULL,
  subject_id INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
INSERT INTO event VALUES(1,0,1795305953661,'access.centre_changed','system',0,250049110625746944,250049110625746944,'{"centre_id":"250049110625746944","change":"created"}');
INSERT INTO event VALUES(2,0,1795305953661,'access.role_changed','system',0,0,250049110625746945,'{"role_id":"250049110625746945","change":"created"}');
INSERT INTO event VALUES(3,0,1795305953661,'access.role_changed','system',0,0,250049110625746946,'{"role_id":"250049110625746946","change":"created"}');
INSERT INTO event VALUES(4,0,1795305953661,'access.role_changed','system',0,0,250049110625746947,'{"role_id":"250049110625746947","change":"created"}');
INSERT INTO event VALUES(5,0,1795305953661,'access.role_changed','system',0,0,250049110625746948,'{"role_id":"250049110625746948","change":"created"}');
INSERT INTO event VALUES(6,0,1795305953661,'access.role_changed','system',0,0,250049110625746949,'{"role_id":"250049110625746949","change":"created"}');
INSERT INTO event VALUES(7,0,1795305953661,'access.role_changed','system',0,0,250049110625746950,'{"role_id":"250049110625746950","change":"created"}');
INSERT INTO event VALUES(8,0,1795305953661,'access.role_changed','system',0,0,250049110625746951,'{"role_id":"250049110625746951","change":"created"}');
INSERT INTO event VALUES(9,0,1795305953661,'access.role_changed','system',0,0,250049110625746952,'{"role_id":"250049110625746952","change":"created"}');
INSERT INTO event VALUES(10,0,1795305953661,'access.role_changed','system',0,0,250049110625746953,'{"role_id":"250049110625746953","change":"created"}');
INSERT INTO event VALUES(11,0,1795305953661,'access.role_changed','system',0,0,250049110625746954,'{"role_id":"250049110625746954","change":"created"}');
INSERT INTO event VALUES(12,0,1795305953661,'access.role_changed','system',0,0,250049110625746955,'{"role_id":"250049110625746955","change":"created"}');
INSERT INTO event VALUES(13,0,1795305953661,'access.role_changed','system',0,0,250049110625746956,'{"role_id":"250049110625746956","change":"created"}');
INSERT INTO event VALUES(14,0,1795305953661,'access.role_changed','system',0,0,250049110625746957,'{"role_id":"250049110625746957","change":"created"}');
INSERT INTO event VALUES(15,0,1795305953661,'access.role_changed','system',0,0,250049110625746958,'{"role_id":"250049110625746958","change":"created"}');
INSERT INTO event VALUES(16,0,1795305953661,'access.person_changed','system',0,250049110625746944,250049110625746959,'{"person_id":"250049110625746959","change":"created"}');
INSERT INTO event VALUES(17,0,1795305954024,'access.signed_in','person',250049110625746959,250049110625746944,250049110625746959,'{"person_id":"250049110625746959","session_id":"250049112144084992"}');
INSERT INTO event VALUES(18,0,1795305954041,'access.centre_changed','person',250049110625746959,250049112215388160,250049112215388160,'{"centre_id":"250049112215388160","change":"created"}');
INSERT INTO event VALUES(19,0,1795305954074,'access.department_changed','person',250049110625746959,250049112215388160,250049112357994496,'{"department_id":"250049112357994496","change":"created"}');
INSERT INTO event VALUES(20,0,1795305954082,'access.team_changed','person',250049110625746959,250049112215388160,250049112391548928,'{"team_id":"250049112391548928","change":"created"}');
INSERT INTO event VALUES(21,0,1795305954085,'access.team_changed','person',250049110625746959,250049112215388160,250049112404131840,'{"team_id":"250049112404131840","change":"created"}');
INSERT INTO event VALUES(22,0,1795305954090,'access.team_changed','person',250049110625746959,250049112215388160,250049112425103360,'{"team_id":"250049112425103360","change":"created"}');
INSERT INTO event VALUES(23,0,1795305954104,'access.team_changed','person',250049110625746959,250049112215388160,250049112483823616,'{"team_id":"250049112483823616","change":"created"}');
INSERT INTO event VALUES(24,0,1795305954120,'access.team_changed','person',250049110625746959,250049112215388160,250049112550932480,'{"team_id":"250049112550932480","change":"created"}');
INSERT INTO event VALUES(25,0,1795305954138,'access.team_changed','person',250049110625746959,250049112215388160,250049112550932480,'{"team_id":"250049112550932480","change":"deleted"}');
INSERT INTO event VALUES(26,0,1795305954154,'access.team_changed','person',250049110625746959,250049112215388160,250049112483823616,'{"team_id":"250049112483823616","change":"edited"}');
INSERT INTO event VALUES(27,0,1795305954476,'access.person_changed','person',250049110625746959,250049112215388160,250049114044104704,'{"person_id":"250049114044104704","change":"created"}');
INSERT INTO event VALUES(28,0,1795305954499,'access.api_key_changed','person',250049110625746959,250049112215388160,250049114136379392,'{"api_key_id":"250049114136379392","change":"created"}');
INSERT INTO event VALUES(29,0,1795305954522,'access.signed_out','person',250049110625746959,250049110625746944,250049110625746959,'{"person_id":"250049110625746959","session_id":"250049112144084992","reason":"self"}');
INSERT INTO event VALUES(30,0,1795305954819,'access.signed_in','person',250049110625746959,250049110625746944,250049110625746959,'{"person_id":"250049110625746959","session_id":"250049115478556672"}');
CREATE TABLE event_cursor (
  reader TEXT NOT NULL PRIMARY KEY,
  transaction_id INTEGER NOT NULL,
  seq INTEGER NOT NULL
) STRICT;
CREATE TABLE data_key (
  id INTEGER NOT NULL PRIMARY KEY,
  wrapped BLOB NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
INSERT INTO data_key VALUES(1,X'04ab59a2c2d1910a048160ff1781c6a9684511d6c803fce555b22d6b8d30b87ae178f8a4bf1927977bd23a2abc512313dd9dd7e72598a30babe2c8db7275ea404f138ea114577da4',1795305953373);
CREATE TABLE file (
  id INTEGER NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  content_type TEXT NOT NULL,
  size INTEGER NOT NULL,
  blob TEXT NOT NULL,
  owner TEXT NOT NULL,
  owner_id INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER
, removed_at INTEGER) STRICT;
CREATE TABLE job (
  id INTEGER NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  unique_key TEXT,
  body TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'failed')),
  -- When somebody may take it: of a waiting job the time it may run, of a running one
  -- the end of its lease. Of a failed one the time it failed.
  due_at INTEGER NOT NULL,
  attempt INTEGER NOT NULL DEFAULT 0,
  lease INTEGER NOT NULL DEFAULT 0,
  error TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE schedule (
  name TEXT NOT NULL PRIMARY KEY,
  due_at INTEGER NOT NULL,
  lease INTEGER NOT NULL DEFAULT 0,
  lease_until INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO schedule VALUES('access.end_expired_sessions',1795306013667,0,0);
INSERT INTO schedule VALUES('files.sweep',1795309553668,0,0);
INSERT INTO schedule VALUES('events.archive',1795392353669,0,0);
INSERT INTO schedule VALUES('access.seal_audit.0',1795306013670,0,0);
CREATE TABLE centre (
  id INTEGER PRIMARY KEY,
  parent_id INTEGER REFERENCES centre (id),
  level TEXT NOT NULL,
  name TEXT NOT NULL,
  code TEXT NOT NULL,
  code_fold TEXT NOT NULL UNIQUE,
  time_zone TEXT NOT NULL,
  language TEXT NOT NULL,
  active INTEGER NOT NULL,
  version INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO centre VALUES(250049110625746944,NULL,'national','总部','HQ','hq','Asia/Shanghai','zh-CN',1,1,1795305953661);
INSERT INTO centre VALUES(250049112215388160,250049110625746944,'city','上海','SH','sh','Asia/Shanghai','zh-CN',1,1,1795305954040);
CREATE TABLE department (
  id INTEGER PRIMARY KEY,
  centre_id INTEGER NOT NULL REFERENCES centre (id),
  parent_id INTEGER REFERENCES department (id),
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO department VALUES(250049112357994496,250049112215388160,NULL,'售后',1,1795305954074);
CREATE TABLE team (
  id INTEGER PRIMARY KEY,
  centre_id INTEGER NOT NULL REFERENCES centre (id),
  department_id INTEGER REFERENCES department (id),
  name TEXT NOT NULL,
  leader_id INTEGER,
  version INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO team VALUES(250049112391548928,250049112215388160,NULL,'第0组',NULL,1,1795305954082);
INSERT INTO team VALUES(250049112404131840,250049112215388160,NULL,'第1组',NULL,1,1795305954085);
INSERT INTO team VALUES(250049112425103360,250049112215388160,NULL,'第2组',NULL,1,1795305954090);
INSERT INTO team VALUES(250049112483823616,250049112215388160,NULL,'改名组',NULL,2,1795305954154);
CREATE TABLE role (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL UNIQUE,
  name_en TEXT NOT NULL,
  rights TEXT NOT NULL,
  version INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO role VALUES(250049110625746945,'system_administrator','系统管理员','系统管理员','System administrator','["api_keys.edit","audit.view","centres.edit","centres.view","organisation.edit","organisation.view","people.edit","people.security","people.view","policy.edit","roles.edit","roles.view"]',1,1795305953661);
INSERT INTO role VALUES(250049110625746946,'centre_administrator','中心管理员','中心管理员','Centre administrator','["api_keys.edit","audit.view","centres.edit","centres.view","organisation.edit","organisation.view","people.edit","people.security","people.view","roles.view"]',1,1795305953661);
INSERT INTO role VALUES(250049110625746947,'supervisor','班长','班长','Supervisor','["centres.view","organisation.view","people.security","people.view"]',1,1795305953661);
INSERT INTO role VALUES(250049110625746948,'agent','座席','座席','Agent','["centres.view","organisation.view","people.view"]',1,1795305953661);
INSERT INTO role VALUES(250049110625746949,'back_office','后台处理','后台处理','Back-office handler','["centres.view","organisation.view","people.view"]',1,1795305953661);
INSERT INTO role VALUES(250049110625746950,'dispatcher','派单员','派单员','Dispatcher','["centres.view","organisation.view","people.view"]',1,1795305953661);
INSERT INTO role VALUES(250049110625746951,'field_engineer','外勤工程师','外勤工程师','Field engineer','["organisation.view"]',1,1795305953661);
INSERT INTO role VALUES(250049110625746952,'quality_reviewer','质检员','质检员','Quality reviewer','["centres.view","organisation.view","people.view"]',1,1795305953661);
INSERT INTO role VALUES(250049110625746953,'planner','排班员','排班员','Planner','["centres.view","organisation.view","people.view"]',1,1795305953661);
INSERT INTO role VALUES(250049110625746954,'trainer','培训师','培训师','Trainer','["organisation.view","people.view"]',1,1795305953661);
INSERT INTO role VALUES(250049110625746955,'knowledge_editor','知识编辑','知识编辑','Knowledge editor','["organisation.view","people.view"]',1,1795305953661);
INSERT INTO role VALUES(250049110625746956,'campaign_manager','外呼主管','外呼主管','Campaign manager','["centres.view","organisation.view","people.view"]',1,1795305953661);
INSERT INTO role VALUES(250049110625746957,'report_viewer','报表查看','报表查看','Report viewer','["centres.view","organisation.view","people.view"]',1,1795305953661);
INSERT INTO role VALUES(250049110625746958,'auditor','审计员','审计员','Auditor','["audit.view","centres.view","organisation.view","people.view","roles.view"]',1,1795305953661);
CREATE TABLE person (
  id INTEGER PRIMARY KEY,
  centre_id INTEGER NOT NULL REFERENCES centre (id),
  department_id INTEGER REFERENCES department (id),
  team_id INTEGER REFERENCES team (id),
  login TEXT NOT NULL,
  login_fold TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  number TEXT NOT NULL,
  phone TEXT NOT NULL,
  email TEXT NOT NULL,
  language TEXT,
  active INTEGER NOT NULL,
  grants TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  must_change_password INTEGER NOT NULL,
  last_sign_in_at INTEGER,
  version INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO person VALUES(250049110625746959,250049110625746944,NULL,NULL,'admin','admin','管理员','','','',NULL,1,'[{"role_id":"250049110625746945","scope":"centre_and_below"}]','$argon2id$v=19$m=65536,t=2,p=1$pinTAEHMk0/mHyzdojR/OA$lEzPx+9WXT2IxcAKhfWay/NnDVkofL7i8dStxivnTv4',0,1795305954526,1,1795305953661);
INSERT INTO person VALUES(250049114044104704,250049112215388160,NULL,NULL,'wang','wang','王芳','A7','+8613800138000','',NULL,1,'[{"role_id":"250049110625746947","scope":"centre"}]','$argon2id$v=19$m=65536,t=2,p=1$3Je3ym1leuKEbsXCFtOwdQ$eYE0ffWkFiE3GdgU2pG4HFF4TExUWeqywpYMJjyJSP4',1,NULL,1,1795305954476);
PRAGMA writable_schema=ON;
INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql)VALUES('table','person_search','person_search',0,'CREATE VIRTUAL TABLE person_search USING fts5(tokens, tokenize = "ascii tokenchars ''!""#$%&()*+,-./:;<=>?@[\]^_`{|}~''''''")');
CREATE TABLE IF NOT EXISTS 'person_search_data'(id INTEGER PRIMARY KEY, block BLOB);
INSERT INTO person_search_data VALUES(1,X'020b');
INSERT INTO person_search_data VALUES(10,X'000000000102020002010101020101');
INSERT INTO person_search_data VALUES(137438953473,X'00000065063061646d696e81de8ba5bafd80800f02040103e5919881de8ba5bafd80800f02050103e7908681de8ba5bafd80800f02060403e5919881de8ba5bafd80800f02030202aea181de8ba5bafd80800f02070403e7908681de8ba5bafd80800f020204121010100f');
INSERT INTO person_search_data VALUES(274877906945,X'000000540330613781de8ba5c1ac8080000204010477616e6781de8ba5c1ac80800002030103e78e8b81de8ba5c1ac80800002050403e88ab381de8ba5c1ac80800002020103e88ab381de8ba5c1ac8080000206040f111010');
CREATE TABLE IF NOT EXISTS 'person_search_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
INSERT INTO person_search_idx VALUES(1,X'',2);
INSERT INTO person_search_idx VALUES(2,X'',2);
CREATE TABLE IF NOT EXISTS 'person_search_content'(id INTEGER PRIMARY KEY, c0);
INSERT INTO person_search_content VALUES(250049110625746959,'管理 理员 admin 员 理 管');
INSERT INTO person_search_content VALUES(250049114044104704,'王芳 wang a7 王 芳');
CREATE TABLE IF NOT EXISTS 'person_search_docsize'(id INTEGER PRIMARY KEY, sz BLOB);
INSERT INTO person_search_docsize VALUES(250049110625746959,X'06');
INSERT INTO person_search_docsize VALUES(250049114044104704,X'05');
CREATE TABLE IF NOT EXISTS 'person_search_config'(k PRIMARY KEY, v) WITHOUT ROWID;
INSERT INTO person_search_config VALUES('version',4);
CREATE TABLE sign_in_failure (
  subject TEXT PRIMARY KEY,
  failures INTEGER NOT NULL,
  first_at INTEGER NOT NULL,
  locked_until INTEGER
) STRICT;
CREATE TABLE session (
  id INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES person (id),
  token_digest TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  address TEXT NOT NULL,
  browser TEXT NOT NULL
) STRICT;
INSERT INTO session VALUES(250049115478556672,250049110625746959,'76d5df543458aeb1b20b7a50515720a508108fbde4e27303531fe6c738da37c0',1795305954526,1795305954526,'127.0.0.1','');
CREATE TABLE api_key (
  id INTEGER PRIMARY KEY,
  centre_id INTEGER NOT NULL REFERENCES centre (id),
  name TEXT NOT NULL,
  grants TEXT NOT NULL,
  expires_at INTEGER,
  active INTEGER NOT NULL,
  token_digest TEXT NOT NULL UNIQUE,
  hint TEXT NOT NULL,
  last_used_at INTEGER,
  version INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO api_key VALUES(250049114136379392,250049112215388160,'robot','[{"role_id":"250049110625746947","scope":"centre"}]',NULL,1,'c4575a1abc9a491dbb2b65675bb2ef78033f277ca6c0f34422e851c091b55520','yk_udcZ',NULL,1,1795305954498);
CREATE TABLE sign_in_policy (
  id INTEGER PRIMARY KEY,
  min_password_length INTEGER NOT NULL,
  lock_after_failures INTEGER NOT NULL,
  lock_minutes INTEGER NOT NULL,
  idle_minutes INTEGER NOT NULL,
  absolute_hours INTEGER NOT NULL,
  version INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO sign_in_policy VALUES(1,10,5,15,30,12,1,1795305953661);
CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  node INTEGER NOT NULL,
  actor_kind TEXT NOT NULL,
  actor_id INTEGER NOT NULL,
  action TEXT NOT NULL,
  subject_type TEXT NOT NULL,
  subject_id INTEGER NOT NULL,
  centre_id INTEGER,
  detail TEXT NOT NULL,
  address TEXT NOT NULL,
  seal_id INTEGER
) STRICT;
INSERT INTO audit VALUES(250049110625746960,1795305953661,0,'system',0,'person.created','person',250049110625746959,250049110625746944,'','',250049110659301377);
INSERT INTO audit VALUES(250049112148279296,1795305954024,0,'person',250049110625746959,'session.opened','person',250049110625746959,250049110625746944,'','127.0.0.1',NULL);
INSERT INTO audit VALUES(250049112219582464,1795305954041,0,'person',250049110625746959,'centre.created','centre',250049112215388160,250049112215388160,'','127.0.0.1',NULL);
INSERT INTO audit VALUES(250049112357994497,1795305954074,0,'person',250049110625746959,'department.created','department',250049112357994496,250049112215388160,'','127.0.0.1',NULL);
INSERT INTO audit VALUES(250049112391548929,1795305954082,0,'person',250049110625746959,'team.created','team',250049112391548928,250049112215388160,'','127.0.0.1',NULL);
INSERT INTO audit VALUES(250049112404131841,1795305954085,0,'person',250049110625746959,'team.created','team',250049112404131840,250049112215388160,'','127.0.0.1',NULL);
INSERT INTO audit VALUES(250049112425103361,1795305954090,0,'person',250049110625746959,'team.created','team',250049112425103360,250049112215388160,'','127.0.0.1',NULL);
INSERT INTO audit VALUES(250049112483823617,1795305954104,0,'person',250049110625746959,'team.created','team',250049112483823616,250049112215388160,'','127.0.0.1',NULL);
INSERT INTO audit VALUES(250049112550932481,1795305954120,0,'person',250049110625746959,'team.created','team',250049112550932480,250049112215388160,'','127.0.0.1',NULL);
INSERT INTO audit VALUES(250049112626429952,1795305954138,0,'person',250049110625746959,'team.deleted','team',250049112550932480,250049112215388160,'','127.0.0.1',NULL);
INSERT INTO audit VALUES(250049112693538816,1795305954154,0,'person',250049110625746959,'team.edited','team',250049112483823616,250049112215388160,'name','127.0.0.1',NULL);
INSERT INTO audit VALUES(250049114044104705,1795305954476,0,'person',250049110625746959,'person.created','person',250049114044104704,250049112215388160,'','127.0.0.1',NULL);
INSERT INTO audit VALUES(250049114140573696,1795305954499,0,'person',250049110625746959,'api_key.created','api_key',250049114136379392,250049112215388160,'','127.0.0.1',NULL);
INSERT INTO audit VALUES(250049114237042688,1795305954522,0,'person',250049110625746959,'session.closed','person',250049110625746959,250049110625746944,'','127.0.0.1',NULL);
INSERT INTO audit VALUES(250049115482750976,1795305954819,0,'person',250049110625746959,'session.opened','person',250049110625746959,250049110625746944,'','127.0.0.1',NULL);
CREATE TABLE audit_seal (
  id INTEGER PRIMARY KEY,
  node INTEGER NOT NULL,
  at INTEGER NOT NULL,
  row_count INTEGER NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
INSERT INTO audit_seal VALUES(250049110659301377,0,1795305953669,1,'','76b677a384283e3ba82182f45af961061b8bb3a3f8b1a0813e9ac5756dd789de');
CREATE TABLE idempotency (
  actor_kind TEXT NOT NULL,
  actor_id INTEGER NOT NULL,
  key TEXT NOT NULL,
  body_digest TEXT NOT NULL,
  reply TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (actor_kind, actor_id, key)
) STRICT;
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('event',30);
CREATE INDEX file_blob ON file (blob);
CREATE INDEX file_owner ON file (owner, owner_id);
CREATE INDEX file_expires ON file (expires_at) WHERE expires_at IS NOT NULL;
CREATE UNIQUE INDEX job_unique ON job (kind, unique_key) WHERE state = 'waiting' AND unique_key IS NOT NULL;
CREATE INDEX job_due ON job (due_at, id) WHERE state <> 'failed';
CREATE INDEX job_failed ON job (id) WHERE state = 'failed';
CREATE INDEX file_removed ON file (removed_at) WHERE removed_at IS NOT NULL;
CREATE INDEX department_centre ON department (centre_id);
CREATE INDEX team_centre ON team (centre_id);
CREATE INDEX person_centre ON person (centre_id);
CREATE INDEX person_team ON person (team_id);
CREATE UNIQUE INDEX person_number ON person (number) WHERE number <> '';
CREATE INDEX session_person ON session (person_id);
CREATE INDEX audit_subject ON audit (subject_type, subject_id);
CREATE INDEX audit_unsealed ON audit (node, id) WHERE seal_id IS NULL;
CREATE INDEX audit_seal_rows ON audit (seal_id);
CREATE INDEX audit_seal_node ON audit_seal (node, id);
CREATE INDEX idempotency_at ON idempotency (at);
PRAGMA writable_schema=OFF;
COMMIT;
