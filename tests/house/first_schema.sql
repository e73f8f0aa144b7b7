-- DO NOT EDIT. A database of the first schema (0001) with a meeting in it, for as long as minutebot lives.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO alembic_version VALUES('0001');
CREATE TABLE cursors (
	room VARCHAR NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	native_id VARCHAR NOT NULL, 
	CONSTRAINT pk_cursors PRIMARY KEY (room)
);
INSERT INTO cursors VALUES('log/#kiln','2026-04-08T17:30:00.000000+00:00','1e6b73dcba68f727:45');
CREATE TABLE installation (
	id INTEGER NOT NULL, 
	token VARCHAR NOT NULL, 
	CONSTRAINT pk_installation PRIMARY KEY (id)
);
INSERT INTO installation VALUES(1,'002f5942cd15');
CREATE TABLE meetings (
	id VARCHAR NOT NULL, 
	series VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	network VARCHAR NOT NULL, 
	room VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	day DATE NOT NULL, 
	started_at VARCHAR(32) NOT NULL, 
	ended_at VARCHAR(32), 
	summary TEXT DEFAULT '' NOT NULL, 
	lines INTEGER DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_meetings PRIMARY KEY (id)
);
INSERT INTO meetings VALUES('weekly-2026-04-08','weekly','Weekly Meeting','log','#kiln','ended','2026-04-08','2026-04-08T16:00:00.000000+00:00','2026-04-08T16:26:00.000000+00:00','3.1 released, hack week and grants.',38);
CREATE TABLE series (
	slug VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	next_agenda INTEGER DEFAULT '1' NOT NULL, 
	next_action INTEGER DEFAULT '1' NOT NULL, 
	next_decision INTEGER DEFAULT '1' NOT NULL, 
	CONSTRAINT pk_series PRIMARY KEY (slug)
);
INSERT INTO series VALUES('weekly','Weekly Meeting',5,4,2);
CREATE TABLE actions (
	series VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	meeting_id VARCHAR NOT NULL, 
	text TEXT NOT NULL, 
	owners TEXT NOT NULL, 
	due DATE, 
	state VARCHAR NOT NULL, 
	CONSTRAINT pk_actions PRIMARY KEY (series, number), 
	CONSTRAINT fk_actions_meeting_id_meetings FOREIGN KEY(meeting_id) REFERENCES meetings (id), 
	CONSTRAINT fk_actions_series_series FOREIGN KEY(series) REFERENCES series (slug)
);
INSERT INTO actions VALUES('weekly',1,'weekly-2026-04-08','write a failing test for symbolic links by Friday','["bo"]','2026-04-10','open');
INSERT INTO actions VALUES('weekly',2,'weekly-2026-04-08','review it','["cy_", "gwen"]',NULL,'open');
INSERT INTO actions VALUES('weekly',3,'weekly-2026-04-08','look at last year''s answers before the deadline','[]',NULL,'open');
CREATE TABLE agenda (
	series VARCHAR NOT NULL, 
	id INTEGER NOT NULL, 
	place INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	proposer VARCHAR NOT NULL, 
	carried_from DATE, 
	CONSTRAINT pk_agenda PRIMARY KEY (series, id), 
	CONSTRAINT fk_agenda_series_series FOREIGN KEY(series) REFERENCES series (slug)
);
INSERT INTO agenda VALUES('weekly',4,0,'Symbolic links: what came of the test','bo',NULL);
CREATE TABLE attendance (
	meeting_id VARCHAR NOT NULL, 
	person VARCHAR NOT NULL, 
	place INTEGER NOT NULL, 
	nick VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	chair BOOLEAN NOT NULL, 
	spoke BOOLEAN NOT NULL, 
	CONSTRAINT pk_attendance PRIMARY KEY (meeting_id, person), 
	CONSTRAINT fk_attendance_meeting_id_meetings FOREIGN KEY(meeting_id) REFERENCES meetings (id)
);
INSERT INTO attendance VALUES('weekly-2026-04-08','log/nick/ada',0,'ada','',1,1);
INSERT INTO attendance VALUES('weekly-2026-04-08','log/nick/bo',1,'bo','',0,1);
INSERT INTO attendance VALUES('weekly-2026-04-08','log/nick/cy_',2,'cy_','',0,1);
INSERT INTO attendance VALUES('weekly-2026-04-08','log/nick/elif',3,'elif','',0,1);
INSERT INTO attendance VALUES('weekly-2026-04-08','log/nick/dmitri',4,'dmitri','',0,1);
INSERT INTO attendance VALUES('weekly-2026-04-08','log/nick/gwen',5,'gwen','',0,1);
INSERT INTO attendance VALUES('weekly-2026-04-08','log/nick/zz',6,'zz','',0,1);
CREATE TABLE decisions (
	series VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	meeting_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	text TEXT NOT NULL, 
	CONSTRAINT pk_decisions PRIMARY KEY (series, number), 
	CONSTRAINT fk_decisions_meeting_id_meetings FOREIGN KEY(meeting_id) REFERENCES meetings (id), 
	CONSTRAINT fk_decisions_series_series FOREIGN KEY(series) REFERENCES series (slug)
);
INSERT INTO decisions VALUES('weekly',1,'weekly-2026-04-08','agreed','to use the channel for questions from people who are not in the room');
CREATE TABLE deliveries (
	id INTEGER NOT NULL, 
	meeting_id VARCHAR NOT NULL, 
	revision INTEGER NOT NULL, 
	publisher VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	attempts INTEGER DEFAULT '0' NOT NULL, 
	queued_at VARCHAR(32) NOT NULL, 
	next_at VARCHAR(32) NOT NULL, 
	uncertain_since VARCHAR(32), 
	payload BLOB, 
	url TEXT DEFAULT '' NOT NULL, 
	detail TEXT DEFAULT '' NOT NULL, 
	last_error TEXT DEFAULT '' NOT NULL, 
	updated_at VARCHAR(32) NOT NULL, 
	CONSTRAINT pk_deliveries PRIMARY KEY (id), 
	CONSTRAINT fk_deliveries_meeting_id_meetings FOREIGN KEY(meeting_id) REFERENCES meetings (id), 
	CONSTRAINT uq_deliveries_meeting_id_revision_publisher UNIQUE (meeting_id, revision, publisher)
);
INSERT INTO deliveries VALUES(1,'weekly-2026-04-08',1,'archive','confirmed',1,'2026-04-08T16:26:00.000000+00:00','2026-04-08T16:26:00.000000+00:00',NULL,NULL,'/var/lib/minutebot/archive/weekly/2026-04-08.html','/var/lib/minutebot/archive/weekly/2026-04-08.html','','2026-11-22T23:08:52.039198+00:00');
INSERT INTO deliveries VALUES(2,'weekly-2026-04-08',1,'list','sent',1,'2026-04-08T16:26:00.000000+00:00','2026-04-08T16:26:00.000000+00:00',NULL,X'46726f6d3a206d696e757465626f74203c6d696e757465626f74406c6f63616c686f73742e6c6f63616c646f6d61696e3e0d0a546f3a206c697374406c6f63616c686f73742e6c6f63616c646f6d61696e0d0a5375626a6563743a205765656b6c79204d656574696e673a20323032362d30342d3038202d20332e312072656c65617365642c206861636b207765656b20616e64206772616e74732e0d0a446174653a205765642c2030382041707220323032362031363a32363a3030202b303030300d0a4d6573736167652d49443a203c7765656b6c792d323032362d30342d30382e72312e3931386361326332406c6f63616c686f73742e6c6f63616c646f6d61696e3e0d0a4175746f2d5375626d69747465643a206175746f2d67656e6572617465640d0a582d4d696e757465626f742d4d656574696e673a207765656b6c792d323032362d30342d30380d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a4d494d452d56657273696f6e3a20312e300d0a0d0a5765656b6c79204d656574696e673a20323032362d30342d30380d0a3d33443d33443d33443d33443d33443d33443d33443d33443d33443d33443d33443d33443d33443d33443d33443d33443d33443d33443d33443d33443d33443d33443d33443d33443d33443d33440d0a0d0a332e312072656c65617365642c206861636b207765656b20616e64206772616e74732e0d0a0d0a526f6f6d3a202020202020206c6f672f236b696c6e0d0a54696d653a2020202020202038746820417072696c20323032362c2031363a303020746f2031363a3236205554430d0a43686169723a202020202020416461204b65726e0d0a4d696e757465732062793a20416461204b65726e0d0a417474656e646565733a2020416461204b65726e20286368616972292c20426f204c696e6471766973742c2063795f2c20656c69662c20646d697472692c206777656e2c207a7a0d0a0d0a4167656e64610d0a2d2d2d2d2d2d0d0a0d0a20312e204b696c6e20332e312072656c6561736564210d0a20322e20417574756d6e206861636b207765656b0d0a20332e2046756e64696e67202f206772616e74730d0a0d0a312e204b696c6e20332e312072656c6561736564210d0a2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d0d0a0d0a2a2054617262616c6c732061726520757020616e64207369676e65642e205468616e6b7320746f206576657279626f64792077686f20746573746564207468652072656c656173650d0a202063616e64696461746573210d0a2a20424c3a2054776f2070656f706c65207265706f7274207468617420606b696c6e206275696c64202d2d776174636860206d6973736573206368616e67657320756e6465720d0a202073796d626f6c6963206c696e6b733b207365652068747470733a2f2f6b696c6e2e6578616d706c652e6f72672f6973737565732f34313220666f72207468650d0a20207472616365732e0d0a2a2063795f3a205468652073616d652068617070656e73206f6e206e6574776f726b2066696c652073797374656d732c20776865726520696e6f7469667920736179730d0a20206e6f7468696e672e0d0a2a205b412d315d20424c2077696c6c2077726974652061206661696c696e67207465737420666f722073796d626f6c6963206c696e6b73206279204672696461792e0d0a2a205b412d325d2063795f20616e64206777656e2077696c6c207265766965772069742e0d0a0d0a322e204861636b207765656b20696e2074686520617574756d6e0d0a2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d0d0a0d0a2a20656c69663a2054686520726f6f6d20697320626f6f6b65642066726f6d20746865203132746820746f207468652031367468206f66204f63746f6265722c20776974680d0a2020627265616b6661737420616e642064696e6e65722e0d0a2a2043616e2070656f706c65206a6f696e2072656d6f74656c793f0d0a20202d205468652076656e756520686173206120676f6f64206c696e652c20616e6420736f6d65626f647920636f756c642072756e20612063616d65726120696e207468650d0a202020206d6f726e696e67732e0d0a20202d20497420697320696e207468652073616d652074696d65207a6f6e65206173206d6f7374206f662075732e0d0a2a205b442d315d204465636973696f6e20746f2075736520746865206368616e6e656c20666f72207175657374696f6e732066726f6d2070656f706c652077686f206172650d0a20206e6f7420696e2074686520726f6f6d2e0d0a2a2048656c702077616e7465643a20696620616e79626f64792063616e206c656e6420612070726f6a6563746f722c20706c656173652074656c6c20456c69662e0d0a0d0a332e2046756e64696e67202f206772616e74730d0a2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d0d0a0d0a2a2054686520666f756e646174696f6e20646964206e6f742073656c656374207573207468697320796561722c20617320696e20323032352e202a4d616e792a206f746865720d0a202070726f6a656374732077657265207475726e656420646f776e203c746f6f3e2e0d0a2a20646d697472693a205765206861766520736f6d655f736e616b655f636173655f6e616d6520696e2074686520666f726d2026205b6120627261636b65745d20746861740d0a2020746865207265766965776572732074726970706564206f7665722e0d0a2a2053756767657374696f6e2061626f7574206170706c79696e6720616761696e20746f6765746865722077697468207468652074776f207369737465722070726f6a656374732e0d0a2a20646d697472693a2053756767657374696f6e3a2061736b2074686520756e697665727369747920666f7220612073747564656e7420706c6163656d656e742e0d0a2a205b412d335d20416374696f6e2c206e6f206f776e6572207965743a206c6f6f6b206174206c6173742079656172277320616e7377657273206265666f7265207468650d0a2020646561646c696e652e0d0a2a205468652072756c657320666f722032303237203c68747470733a2f2f6b696c6e2e6578616d706c652e6f72672f6772616e74733e0d0a0d0a416e79206f7468657220627573696e6573730d0a2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d0d0a0d0a2a204172652074686520666f72746e696768746c792063616c6c732075736566756c3f205468657920617265207768656e2070656f706c6520707574206974656d73206f6e0d0a2020746865206167656e6461206265666f726568616e643b206e6f626f64792077616e747320746f2064726f70207468656d2e0d0a2a206777656e3a204920616d206177617920756e74696c2074686520656e64206f6620746865206d6f6e74682e0d0a0d0a4465636973696f6e730d0a2d2d2d2d2d2d2d2d2d0d0a0d0a2a205b442d315d204465636973696f6e20746f2075736520746865206368616e6e656c20666f72207175657374696f6e732066726f6d2070656f706c652077686f206172650d0a20206e6f7420696e2074686520726f6f6d2e0d0a0d0a416374696f6e206974656d730d0a2d2d2d2d2d2d2d2d2d2d2d2d0d0a0d0a426f204c696e6471766973740d0a20202a205b412d315d2077726974652061206661696c696e67207465737420666f722073796d626f6c6963206c696e6b7320627920467269646179202864756520313074680d0a20202020417072696c2032303236290d0a63795f0d0a20202a205b412d325d20726576696577206974202877697468206777656e290d0a6777656e0d0a20202a205b412d325d207265766965772069742028776974682063795f290d0a4e6f206f776e6572207965740d0a20202a205b412d335d206c6f6f6b206174206c6173742079656172277320616e7377657273206265666f72652074686520646561646c696e650d0a0d0a4e657874206d656574696e670d0a2d2d2d2d2d2d2d2d2d2d2d2d0d0a0d0a32326e6420417072696c20323032362e0d0a','','<weekly-2026-04-08.r1.918ca2c2@localhost.localdomain>','','2026-11-22T23:08:52.083123+00:00');
CREATE TABLE events (
	id INTEGER NOT NULL, 
	series VARCHAR NOT NULL, 
	meeting_id VARCHAR, 
	seq INTEGER NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	line INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	payload TEXT NOT NULL, 
	CONSTRAINT pk_events PRIMARY KEY (id), 
	CONSTRAINT fk_events_meeting_id_meetings FOREIGN KEY(meeting_id) REFERENCES meetings (id)
);
INSERT INTO events VALUES(1,'weekly',NULL,0,'2026-04-08T08:40:00.000000+00:00',0,'agenda_added','{"entry":{"id":1,"text":"Kiln 3.1 released!","proposer":"bo","carried_from":null}}');
INSERT INTO events VALUES(2,'weekly',NULL,0,'2026-04-08T09:15:00.000000+00:00',0,'agenda_added','{"entry":{"id":2,"text":"Autumn hack week","proposer":"elif","carried_from":null}}');
INSERT INTO events VALUES(3,'weekly',NULL,0,'2026-04-08T11:30:00.000000+00:00',0,'agenda_added','{"entry":{"id":3,"text":"Funding / grants","proposer":"dmitri","carried_from":null}}');
INSERT INTO events VALUES(4,'weekly','weekly-2026-04-08',1,'2026-04-08T16:00:00.000000+00:00',1,'meeting_started','{"meeting_id":"weekly-2026-04-08","series":"weekly","name":"Weekly Meeting","room":{"network":"log","name":"#kiln"},"starter":{"key":"log/nick/ada","nick":"ada","address":""},"day":"2026-04-08","room_topic":"","agenda":[{"id":1,"text":"Kiln 3.1 released!","proposer":"bo","carried_from":null},{"id":2,"text":"Autumn hack week","proposer":"elif","carried_from":null},{"id":3,"text":"Funding / grants","proposer":"dmitri","carried_from":null}],"open_actions":[]}');
INSERT INTO events VALUES(5,'weekly','weekly-2026-04-08',2,'2026-04-08T16:00:00.000000+00:00',3,'person_arrived','{"person":{"key":"log/nick/bo","nick":"bo","address":""}}');
INSERT INTO events VALUES(6,'weekly','weekly-2026-04-08',3,'2026-04-08T16:00:00.000000+00:00',4,'person_arrived','{"person":{"key":"log/nick/cy_","nick":"cy_","address":""}}');
INSERT INTO events VALUES(7,'weekly','weekly-2026-04-08',4,'2026-04-08T16:00:00.000000+00:00',5,'person_arrived','{"person":{"key":"log/nick/elif","nick":"elif","address":""}}');
INSERT INTO events VALUES(8,'weekly','weekly-2026-04-08',5,'2026-04-08T16:01:00.000000+00:00',6,'person_arrived','{"person":{"key":"log/nick/dmitri","nick":"dmitri","address":""}}');
INSERT INTO events VALUES(9,'weekly','weekly-2026-04-08',6,'2026-04-08T16:01:00.000000+00:00',7,'person_arrived','{"person":{"key":"log/nick/gwen","nick":"gwen","address":""}}');
INSERT INTO events VALUES(10,'weekly','weekly-2026-04-08',7,'2026-04-08T16:01:00.000000+00:00',8,'person_arrived','{"person":{"key":"log/nick/zz","nick":"zz","address":""}}');
INSERT INTO events VALUES(11,'weekly','weekly-2026-04-08',8,'2026-04-08T16:02:00.000000+00:00',9,'topic_opened','{"number":1,"title":"Kiln 3.1 released!","agenda_id":1}');
INSERT INTO events VALUES(12,'weekly','weekly-2026-04-08',9,'2026-04-08T16:02:00.000000+00:00',10,'item_recorded','{"number":1,"kind":"info","text":"Tarballs are up and signed. Thanks to everybody who tested the release candidates!","author":"log/nick/ada","speaker":null,"owners":[],"due":null,"url":"","label":0}');
INSERT INTO events VALUES(13,'weekly','weekly-2026-04-08',10,'2026-04-08T16:03:00.000000+00:00',11,'item_recorded','{"number":2,"kind":"info","text":"Two people report that `kiln build --watch` misses changes under symbolic links; see https://kiln.example.org/issues/412 for the traces.","author":"log/nick/bo","speaker":{"key":"log/nick/bo","nick":"bo","address":""},"owners":[],"due":null,"url":"","label":0}');
INSERT INTO events VALUES(14,'weekly','weekly-2026-04-08',11,'2026-04-08T16:05:00.000000+00:00',13,'item_recorded','{"number":3,"kind":"info","text":"The same happens on network file systems, where inotify says nothing.","author":"log/nick/ada","speaker":{"key":"log/nick/cy_","nick":"cy_","address":""},"owners":[],"due":null,"url":"","label":0}');
INSERT INTO events VALUES(15,'weekly','weekly-2026-04-08',12,'2026-04-08T16:06:00.000000+00:00',14,'item_recorded','{"number":4,"kind":"action","text":"write a failing test for symbolic links by Friday","author":"log/nick/ada","speaker":null,"owners":["bo"],"due":"2026-04-10","url":"","label":1}');
INSERT INTO events VALUES(16,'weekly','weekly-2026-04-08',13,'2026-04-08T16:06:00.000000+00:00',15,'item_recorded','{"number":5,"kind":"action","text":"review it","author":"log/nick/ada","speaker":null,"owners":["cy_","gwen"],"due":null,"url":"","label":2}');
INSERT INTO events VALUES(17,'weekly','weekly-2026-04-08',14,'2026-04-08T16:08:00.000000+00:00',16,'topic_opened','{"number":2,"title":"Hack week in the autumn","agenda_id":2}');
INSERT INTO events VALUES(18,'weekly','weekly-2026-04-08',15,'2026-04-08T16:09:00.000000+00:00',18,'item_recorded','{"number":6,"kind":"info","text":"The room is booked from the 12th to the 16th of October, with breakfast and dinner.","author":"log/nick/elif","speaker":{"key":"log/nick/elif","nick":"elif","address":""},"owners":[],"due":null,"url":"","label":0}');
INSERT INTO events VALUES(19,'weekly','weekly-2026-04-08',16,'2026-04-08T16:10:00.000000+00:00',19,'subtopic_opened','{"title":"Can people join remotely?"}');
INSERT INTO events VALUES(20,'weekly','weekly-2026-04-08',17,'2026-04-08T16:11:00.000000+00:00',20,'item_recorded','{"number":7,"kind":"info","text":"The venue has a good line, and somebody could run a camera in the mornings.","author":"log/nick/ada","speaker":null,"owners":[],"due":null,"url":"","label":0}');
INSERT INTO events VALUES(21,'weekly','weekly-2026-04-08',18,'2026-04-08T16:11:00.000000+00:00',21,'item_recorded','{"number":8,"kind":"info","text":"It is in the same time zone as most of us.","author":"log/nick/ada","speaker":null,"owners":[],"due":null,"url":"","label":0}');
INSERT INTO events VALUES(22,'weekly','weekly-2026-04-08',19,'2026-04-08T16:12:00.000000+00:00',22,'subtopic_closed','{}');
INSERT INTO events VALUES(23,'weekly','weekly-2026-04-08',20,'2026-04-08T16:13:00.000000+00:00',24,'item_recorded','{"number":9,"kind":"agreed","text":"to use the channel for questions from people who are not in the room","author":"log/nick/ada","speaker":null,"owners":[],"due":null,"url":"","label":1}');
INSERT INTO events VALUES(24,'weekly','weekly-2026-04-08',21,'2026-04-08T16:14:00.000000+00:00',25,'item_recorded','{"number":10,"kind":"help","text":"if anybody can lend a projector, please tell Elif","author":"log/nick/elif","speaker":null,"owners":[],"due":null,"url":"","label":0}');
INSERT INTO events VALUES(25,'weekly','weekly-2026-04-08',22,'2026-04-08T16:15:00.000000+00:00',26,'topic_opened','{"number":3,"title":"Funding / grants","agenda_id":3}');
INSERT INTO events VALUES(26,'weekly','weekly-2026-04-08',23,'2026-04-08T16:15:00.000000+00:00',27,'item_recorded','{"number":11,"kind":"info","text":"The foundation did not select us this year, as in 2025. *Many* other projects were turned down <too>.","author":"log/nick/ada","speaker":null,"owners":[],"due":null,"url":"","label":0}');
INSERT INTO events VALUES(27,'weekly','weekly-2026-04-08',24,'2026-04-08T16:17:00.000000+00:00',28,'item_recorded','{"number":12,"kind":"info","text":"We have some_snake_case_name in the form & [a bracket] that the reviewers tripped over.","author":"log/nick/dmitri","speaker":{"key":"log/nick/dmitri","nick":"dmitri","address":""},"owners":[],"due":null,"url":"","label":0}');
INSERT INTO events VALUES(28,'weekly','weekly-2026-04-08',25,'2026-04-08T16:18:00.000000+00:00',29,'item_recorded','{"number":13,"kind":"idea","text":"about applying again together with the two sister projects","author":"log/nick/ada","speaker":null,"owners":[],"due":null,"url":"","label":0}');
INSERT INTO events VALUES(29,'weekly','weekly-2026-04-08',26,'2026-04-08T16:18:00.000000+00:00',30,'item_recorded','{"number":14,"kind":"idea","text":"ask the university for a student placement","author":"log/nick/dmitri","speaker":{"key":"log/nick/dmitri","nick":"dmitri","address":""},"owners":[],"due":null,"url":"","label":0}');
INSERT INTO events VALUES(30,'weekly','weekly-2026-04-08',27,'2026-04-08T16:19:00.000000+00:00',31,'item_recorded','{"number":15,"kind":"action","text":"look at last year''s answers before the deadline","author":"log/nick/ada","speaker":null,"owners":[],"due":null,"url":"","label":3}');
INSERT INTO events VALUES(31,'weekly','weekly-2026-04-08',28,'2026-04-08T16:20:00.000000+00:00',32,'item_recorded','{"number":16,"kind":"link","text":"The rules for 2027","author":"log/nick/zz","speaker":null,"owners":[],"due":null,"url":"https://kiln.example.org/grants","label":0}');
INSERT INTO events VALUES(32,'weekly','weekly-2026-04-08',29,'2026-04-08T16:22:00.000000+00:00',33,'topic_opened','{"number":4,"title":"AoB","agenda_id":0}');
INSERT INTO events VALUES(33,'weekly','weekly-2026-04-08',30,'2026-04-08T16:23:00.000000+00:00',34,'item_recorded','{"number":17,"kind":"info","text":"Are the fortnightly calls useful? They are when people put items on the agenda beforehand; nobody wants to drop them.","author":"log/nick/ada","speaker":null,"owners":[],"due":null,"url":"","label":0}');
INSERT INTO events VALUES(34,'weekly','weekly-2026-04-08',31,'2026-04-08T16:24:00.000000+00:00',35,'item_recorded','{"number":18,"kind":"info","text":"I am away until the end of the month.","author":"log/nick/gwen","speaker":{"key":"log/nick/gwen","nick":"gwen","address":""},"owners":[],"due":null,"url":"","label":0}');
INSERT INTO events VALUES(35,'weekly','weekly-2026-04-08',32,'2026-04-08T16:25:00.000000+00:00',36,'next_meeting_set','{"when":{"on":"2026-04-22","time":"","zone":""}}');
INSERT INTO events VALUES(36,'weekly','weekly-2026-04-08',33,'2026-04-08T16:25:00.000000+00:00',37,'summary_set','{"text":"3.1 released, hack week and grants."}');
INSERT INTO events VALUES(37,'weekly','weekly-2026-04-08',34,'2026-04-08T16:26:00.000000+00:00',38,'meeting_ended','{"by":"log/nick/ada","ending":"command"}');
INSERT INTO events VALUES(38,'weekly',NULL,0,'2026-04-08T17:30:00.000000+00:00',0,'agenda_added','{"entry":{"id":4,"text":"Symbolic links: what came of the test","proposer":"bo","carried_from":null}}');
CREATE TABLE items (
	meeting_id VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	topic INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	label INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	url TEXT NOT NULL, 
	author VARCHAR NOT NULL, 
	line INTEGER NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	CONSTRAINT pk_items PRIMARY KEY (meeting_id, number), 
	CONSTRAINT fk_items_meeting_id_meetings FOREIGN KEY(meeting_id) REFERENCES meetings (id)
);
INSERT INTO items VALUES('weekly-2026-04-08',1,1,'info',0,'Tarballs are up and signed. Thanks to everybody who tested the release candidates!','','log/nick/ada',10,'2026-04-08T16:02:00.000000+00:00');
INSERT INTO items VALUES('weekly-2026-04-08',2,1,'info',0,'Two people report that `kiln build --watch` misses changes under symbolic links; see https://kiln.example.org/issues/412 for the traces.','','log/nick/bo',11,'2026-04-08T16:03:00.000000+00:00');
INSERT INTO items VALUES('weekly-2026-04-08',3,1,'info',0,'The same happens on network file systems, where inotify says nothing.','','log/nick/ada',13,'2026-04-08T16:05:00.000000+00:00');
INSERT INTO items VALUES('weekly-2026-04-08',4,1,'action',1,'write a failing test for symbolic links by Friday','','log/nick/ada',14,'2026-04-08T16:06:00.000000+00:00');
INSERT INTO items VALUES('weekly-2026-04-08',5,1,'action',2,'review it','','log/nick/ada',15,'2026-04-08T16:06:00.000000+00:00');
INSERT INTO items VALUES('weekly-2026-04-08',6,2,'info',0,'The room is booked from the 12th to the 16th of October, with breakfast and dinner.','','log/nick/elif',18,'2026-04-08T16:09:00.000000+00:00');
INSERT INTO items VALUES('weekly-2026-04-08',7,2,'info',0,'The venue has a good line, and somebody could run a camera in the mornings.','','log/nick/ada',20,'2026-04-08T16:11:00.000000+00:00');
INSERT INTO items VALUES('weekly-2026-04-08',8,2,'info',0,'It is in the same time zone as most of us.','','log/nick/ada',21,'2026-04-08T16:11:00.000000+00:00');
INSERT INTO items VALUES('weekly-2026-04-08',9,2,'agreed',1,'to use the channel for questions from people who are not in the room','','log/nick/ada',24,'2026-04-08T16:13:00.000000+00:00');
INSERT INTO items VALUES('weekly-2026-04-08',10,2,'help',0,'if anybody can lend a projector, please tell Elif','','log/nick/elif',25,'2026-04-08T16:14:00.000000+00:00');
INSERT INTO items VALUES('weekly-2026-04-08',11,3,'info',0,'The foundation did not select us this year, as in 2025. *Many* other projects were turned down <too>.','','log/nick/ada',27,'2026-04-08T16:15:00.000000+00:00');
INSERT INTO items VALUES('weekly-2026-04-08',12,3,'info',0,'We have some_snake_case_name in the form & [a bracket] that the reviewers tripped over.','','log/nick/dmitri',28,'2026-04-08T16:17:00.000000+00:00');
INSERT INTO items VALUES('weekly-2026-04-08',13,3,'idea',0,'about applying again together with the two sister projects','','log/nick/ada',29,'2026-04-08T16:18:00.000000+00:00');
INSERT INTO items VALUES('weekly-2026-04-08',14,3,'idea',0,'ask the university for a student placement','','log/nick/dmitri',30,'2026-04-08T16:18:00.000000+00:00');
INSERT INTO items VALUES('weekly-2026-04-08',15,3,'action',3,'look at last year''s answers before the deadline','','log/nick/ada',31,'2026-04-08T16:19:00.000000+00:00');
INSERT INTO items VALUES('weekly-2026-04-08',16,3,'link',0,'The rules for 2027','https://kiln.example.org/grants','log/nick/zz',32,'2026-04-08T16:20:00.000000+00:00');
INSERT INTO items VALUES('weekly-2026-04-08',17,4,'info',0,'Are the fortnightly calls useful? They are when people put items on the agenda beforehand; nobody wants to drop them.','','log/nick/ada',34,'2026-04-08T16:23:00.000000+00:00');
INSERT INTO items VALUES('weekly-2026-04-08',18,4,'info',0,'I am away until the end of the month.','','log/nick/gwen',35,'2026-04-08T16:24:00.000000+00:00');
CREATE TABLE messages (
	id INTEGER NOT NULL, 
	room VARCHAR NOT NULL, 
	native_id VARCHAR NOT NULL, 
	meeting_id VARCHAR, 
	line INTEGER, 
	sent_at VARCHAR(32) NOT NULL, 
	person VARCHAR NOT NULL, 
	nick VARCHAR NOT NULL, 
	address VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	from_bot BOOLEAN NOT NULL, 
	command VARCHAR NOT NULL, 
	text TEXT NOT NULL, 
	CONSTRAINT pk_messages PRIMARY KEY (id), 
	CONSTRAINT fk_messages_meeting_id_meetings FOREIGN KEY(meeting_id) REFERENCES meetings (id), 
	CONSTRAINT uq_messages_room_native_id UNIQUE (room, native_id)
);
INSERT INTO messages VALUES(1,'log/#kiln','1e6b73dcba68f727:2',NULL,NULL,'2026-04-08T08:40:00.000000+00:00','log/nick/bo','bo','','text',0,'agenda','#agenda Kiln 3.1 released!');
INSERT INTO messages VALUES(2,'log/#kiln','1e6b73dcba68f727:3',NULL,NULL,'2026-04-08T09:15:00.000000+00:00','log/nick/elif','elif','','text',0,'agenda','#agenda Autumn hack week');
INSERT INTO messages VALUES(3,'log/#kiln','1e6b73dcba68f727:4',NULL,NULL,'2026-04-08T11:30:00.000000+00:00','log/nick/dmitri','dmitri','','text',0,'agenda','#agenda Funding / grants');
INSERT INTO messages VALUES(4,'log/#kiln','1e6b73dcba68f727:6','weekly-2026-04-08',1,'2026-04-08T16:00:00.000000+00:00','log/nick/ada','ada','','text',0,'startmeeting','#startmeeting Weekly Meeting');
INSERT INTO messages VALUES(5,'log/#kiln','1e6b73dcba68f727:7','weekly-2026-04-08',2,'2026-04-08T16:00:00.000000+00:00','log/nick/minutebot','minutebot','','text',1,'','Weekly Meeting: 2026-04-08. Chair: ada. Agenda: 1. Kiln 3.1 released! 2. Autumn hack week 3. Funding / grants');
INSERT INTO messages VALUES(6,'log/#kiln','1e6b73dcba68f727:8','weekly-2026-04-08',3,'2026-04-08T16:00:00.000000+00:00','log/nick/bo','bo','','text',0,'','hi');
INSERT INTO messages VALUES(7,'log/#kiln','1e6b73dcba68f727:9','weekly-2026-04-08',4,'2026-04-08T16:00:00.000000+00:00','log/nick/cy_','cy_','','text',0,'','hello, cyrus here');
INSERT INTO messages VALUES(8,'log/#kiln','1e6b73dcba68f727:10','weekly-2026-04-08',5,'2026-04-08T16:00:00.000000+00:00','log/nick/elif','elif','','emote',0,'','waves');
INSERT INTO messages VALUES(9,'log/#kiln','1e6b73dcba68f727:11','weekly-2026-04-08',6,'2026-04-08T16:01:00.000000+00:00','log/nick/dmitri','dmitri','','text',0,'','hi all');
INSERT INTO messages VALUES(10,'log/#kiln','1e6b73dcba68f727:12','weekly-2026-04-08',7,'2026-04-08T16:01:00.000000+00:00','log/nick/gwen','gwen','','text',0,'here','#here');
INSERT INTO messages VALUES(11,'log/#kiln','1e6b73dcba68f727:13','weekly-2026-04-08',8,'2026-04-08T16:01:00.000000+00:00','log/nick/zz','zz','','text',0,'','o/');
INSERT INTO messages VALUES(12,'log/#kiln','1e6b73dcba68f727:14','weekly-2026-04-08',9,'2026-04-08T16:02:00.000000+00:00','log/nick/ada','ada','','text',0,'topic','#topic 1');
INSERT INTO messages VALUES(13,'log/#kiln','1e6b73dcba68f727:15','weekly-2026-04-08',10,'2026-04-08T16:02:00.000000+00:00','log/nick/ada','ada','','text',0,'info','#info Tarballs are up and signed. Thanks to everybody who tested the release candidates!');
INSERT INTO messages VALUES(14,'log/#kiln','1e6b73dcba68f727:16','weekly-2026-04-08',11,'2026-04-08T16:03:00.000000+00:00','log/nick/bo','bo','','text',0,'info','#info Two people report that `kiln build --watch` misses changes under symbolic links; see https://kiln.example.org/issues/412 for the traces.');
INSERT INTO messages VALUES(15,'log/#kiln','1e6b73dcba68f727:17','weekly-2026-04-08',12,'2026-04-08T16:04:00.000000+00:00','log/nick/cy_','cy_','','text',0,'','i think i saw that too');
INSERT INTO messages VALUES(16,'log/#kiln','1e6b73dcba68f727:18','weekly-2026-04-08',13,'2026-04-08T16:05:00.000000+00:00','log/nick/ada','ada','','text',0,'info','#info cy_: The same happens on network file systems, where inotify says nothing.');
INSERT INTO messages VALUES(17,'log/#kiln','1e6b73dcba68f727:19','weekly-2026-04-08',14,'2026-04-08T16:06:00.000000+00:00','log/nick/ada','ada','','text',0,'action','#action bo to write a failing test for symbolic links by Friday');
INSERT INTO messages VALUES(18,'log/#kiln','1e6b73dcba68f727:20','weekly-2026-04-08',15,'2026-04-08T16:06:00.000000+00:00','log/nick/ada','ada','','text',0,'action','#action cy_, gwen to review it');
INSERT INTO messages VALUES(19,'log/#kiln','1e6b73dcba68f727:21','weekly-2026-04-08',16,'2026-04-08T16:08:00.000000+00:00','log/nick/ada','ada','','text',0,'topic','#topic 2: Hack week in the autumn');
INSERT INTO messages VALUES(20,'log/#kiln','1e6b73dcba68f727:22','weekly-2026-04-08',17,'2026-04-08T16:08:00.000000+00:00','log/nick/elif','elif','','text',0,'','we have the room from the 12th');
INSERT INTO messages VALUES(21,'log/#kiln','1e6b73dcba68f727:23','weekly-2026-04-08',18,'2026-04-08T16:09:00.000000+00:00','log/nick/elif','elif','','text',0,'info','#info The room is booked from the 12th to the 16th of October, with breakfast and dinner.');
INSERT INTO messages VALUES(22,'log/#kiln','1e6b73dcba68f727:24','weekly-2026-04-08',19,'2026-04-08T16:10:00.000000+00:00','log/nick/ada','ada','','text',0,'subtopic','#subtopic Can people join remotely?');
INSERT INTO messages VALUES(23,'log/#kiln','1e6b73dcba68f727:25','weekly-2026-04-08',20,'2026-04-08T16:11:00.000000+00:00','log/nick/ada','ada','','text',0,'info','#info The venue has a good line, and somebody could run a camera in the mornings.');
INSERT INTO messages VALUES(24,'log/#kiln','1e6b73dcba68f727:26','weekly-2026-04-08',21,'2026-04-08T16:11:00.000000+00:00','log/nick/ada','ada','','text',0,'info','#info It is in the same time zone as most of us.');
INSERT INTO messages VALUES(25,'log/#kiln','1e6b73dcba68f727:27','weekly-2026-04-08',22,'2026-04-08T16:12:00.000000+00:00','log/nick/ada','ada','','text',0,'subtopic','#subtopic');
INSERT INTO messages VALUES(26,'log/#kiln','1e6b73dcba68f727:28','weekly-2026-04-08',23,'2026-04-08T16:13:00.000000+00:00','log/nick/dmitri','dmitri','','text',0,'','+1 for plain chat');
INSERT INTO messages VALUES(27,'log/#kiln','1e6b73dcba68f727:29','weekly-2026-04-08',24,'2026-04-08T16:13:00.000000+00:00','log/nick/ada','ada','','text',0,'agreed','#agreed to use the channel for questions from people who are not in the room');
INSERT INTO messages VALUES(28,'log/#kiln','1e6b73dcba68f727:30','weekly-2026-04-08',25,'2026-04-08T16:14:00.000000+00:00','log/nick/elif','elif','','text',0,'help','#help if anybody can lend a projector, please tell Elif');
INSERT INTO messages VALUES(29,'log/#kiln','1e6b73dcba68f727:31','weekly-2026-04-08',26,'2026-04-08T16:15:00.000000+00:00','log/nick/ada','ada','','text',0,'topic','#topic 3');
INSERT INTO messages VALUES(30,'log/#kiln','1e6b73dcba68f727:32','weekly-2026-04-08',27,'2026-04-08T16:15:00.000000+00:00','log/nick/ada','ada','','text',0,'info','#info The foundation did not select us this year, as in 2025. *Many* other projects were turned down <too>.');
INSERT INTO messages VALUES(31,'log/#kiln','1e6b73dcba68f727:33','weekly-2026-04-08',28,'2026-04-08T16:17:00.000000+00:00','log/nick/dmitri','dmitri','','text',0,'info','#info We have some_snake_case_name in the form & [a bracket] that the reviewers tripped over.');
INSERT INTO messages VALUES(32,'log/#kiln','1e6b73dcba68f727:34','weekly-2026-04-08',29,'2026-04-08T16:18:00.000000+00:00','log/nick/ada','ada','','text',0,'idea','#idea about applying again together with the two sister projects');
INSERT INTO messages VALUES(33,'log/#kiln','1e6b73dcba68f727:35','weekly-2026-04-08',30,'2026-04-08T16:18:00.000000+00:00','log/nick/dmitri','dmitri','','text',0,'idea','#idea ask the university for a student placement');
INSERT INTO messages VALUES(34,'log/#kiln','1e6b73dcba68f727:36','weekly-2026-04-08',31,'2026-04-08T16:19:00.000000+00:00','log/nick/ada','ada','','text',0,'action','#action look at last year''s answers before the deadline');
INSERT INTO messages VALUES(35,'log/#kiln','1e6b73dcba68f727:37','weekly-2026-04-08',32,'2026-04-08T16:20:00.000000+00:00','log/nick/zz','zz','','text',0,'link','#link https://kiln.example.org/grants The rules for 2027');
INSERT INTO messages VALUES(36,'log/#kiln','1e6b73dcba68f727:38','weekly-2026-04-08',33,'2026-04-08T16:22:00.000000+00:00','log/nick/ada','ada','','text',0,'aob','#aob');
INSERT INTO messages VALUES(37,'log/#kiln','1e6b73dcba68f727:39','weekly-2026-04-08',34,'2026-04-08T16:23:00.000000+00:00','log/nick/ada','ada','','text',0,'info','#info Are the fortnightly calls useful? They are when people put items on the agenda beforehand; nobody wants to drop them.');
INSERT INTO messages VALUES(38,'log/#kiln','1e6b73dcba68f727:40','weekly-2026-04-08',35,'2026-04-08T16:24:00.000000+00:00','log/nick/gwen','gwen','','text',0,'info','#info I am away until the end of the month.');
INSERT INTO messages VALUES(39,'log/#kiln','1e6b73dcba68f727:41','weekly-2026-04-08',36,'2026-04-08T16:25:00.000000+00:00','log/nick/ada','ada','','text',0,'nextmeeting','#nextmeeting 2026-04-22');
INSERT INTO messages VALUES(40,'log/#kiln','1e6b73dcba68f727:42','weekly-2026-04-08',37,'2026-04-08T16:25:00.000000+00:00','log/nick/ada','ada','','text',0,'summary','#summary 3.1 released, hack week and grants.');
INSERT INTO messages VALUES(41,'log/#kiln','1e6b73dcba68f727:43','weekly-2026-04-08',38,'2026-04-08T16:26:00.000000+00:00','log/nick/ada','ada','','text',0,'endmeeting','#endmeeting');
INSERT INTO messages VALUES(42,'log/#kiln','1e6b73dcba68f727:45',NULL,NULL,'2026-04-08T17:30:00.000000+00:00','log/nick/bo','bo','','text',0,'agenda','#agenda Symbolic links: what came of the test');
CREATE TABLE topics (
	meeting_id VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	line INTEGER NOT NULL, 
	CONSTRAINT pk_topics PRIMARY KEY (meeting_id, number), 
	CONSTRAINT fk_topics_meeting_id_meetings FOREIGN KEY(meeting_id) REFERENCES meetings (id)
);
INSERT INTO topics VALUES('weekly-2026-04-08',1,'Kiln 3.1 released!',9);
INSERT INTO topics VALUES('weekly-2026-04-08',2,'Hack week in the autumn',16);
INSERT INTO topics VALUES('weekly-2026-04-08',3,'Funding / grants',26);
INSERT INTO topics VALUES('weekly-2026-04-08',4,'AoB',33);
CREATE INDEX ix_meetings_series ON meetings (series);
CREATE INDEX ix_meetings_state ON meetings (state);
CREATE INDEX ix_deliveries_state ON deliveries (state);
CREATE INDEX ix_events_meeting_id_seq ON events (meeting_id, seq);
CREATE INDEX ix_messages_meeting_id_line ON messages (meeting_id, line);
COMMIT;
