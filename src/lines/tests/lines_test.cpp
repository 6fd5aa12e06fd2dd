// Trunks, numbers, ways out, phones and callers, on both databases; and what the engine is told.

#include "lines/lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "access/live_testing.h"
#include "agents/testing.h"
#include "db/rows.h"
#include "events/testing.h"
#include "lines/events.h"
#include "lines/keeper.h"
#include "lines/rights.h"
#include "routing/rights.h"
#include "routing/routing.h"
#include "tests/support/databases.h"
#include "voice/sip/digest.h"
#include "voice/testing.h"

namespace lines {
namespace {

using namespace std::chrono_literals;
using agents::fixture::need;
using agents::fixture::why;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class LinesTest : public support::StoreTest {
 protected:
  TrunkFields trunk_fields(const std::string& name, org::CentreId centre) {
    TrunkFields fields;
    fields.centre_id = centre;
    fields.name = name;
    fields.host = "sip.example.com";
    return fields;
  }
  Trunk trunk(const std::string& name = "电信", std::int64_t position = 0) {
    auto fields = trunk_fields(name, floor.world.root);
    fields.position = position;
    return need(lines.create_trunk(floor.admin, fields));
  }
  NumberFields number_fields(const std::string& pattern) {
    NumberFields fields;
    fields.centre_id = floor.world.north;
    fields.pattern = pattern;
    fields.name = "热线";
    return fields;
  }
  CreatedPhone phone(const std::string& login, std::optional<org::PersonId> person = {}) {
    PhoneFields fields;
    fields.centre_id = floor.world.north;
    fields.name = login;
    fields.login = login;
    fields.person_id = person;
    return need(lines.create_phone(floor.admin, fields));
  }
  CallerRule rule(const std::string& pattern, CallerVerdict verdict = CallerVerdict::Block) {
    NewCallerRule fields;
    fields.verdict = verdict;
    fields.centre_id = floor.world.root;
    fields.pattern = pattern;
    return need(lines.create_caller_rule(floor.admin, fields));
  }
  std::optional<CallerRule> met_by(const std::string& number) {
    return database().read([&](db::Transaction& tx) {
      return Lines::rule_for(tx, floor.world.platform, floor.world.north, read_number(number));
    });
  }
  base::Result<Dialling> dialling(const std::string& number, std::optional<routing::QueueId> queue = {}) {
    return database().read(
        [&](db::Transaction& tx) { return Lines::dialling(tx, floor.world.north, queue, read_number(number)); });
  }
  std::vector<TrunkState> trunk_states() {
    return database().read([](db::Transaction& tx) {
      return db::read_rows<TrunkState>(tx.query(db::select<TrunkState>("trunk_state") + "ORDER BY id"));
    });
  }
  // What the log tells anew goes to the keeper, as the pump brings it.
  void tell(Keeper& keeper) {
    events::wait_until_settled(database());
    auto batch = database().read([&](db::Transaction& tx) { return events::read_after(tx, position, 10'000); });
    if (!batch.empty()) position = batch.back().position;
    keeper.changed(batch);
    keeper.settle();
  }
  base::Time now() const { return floor.world.clock.now(); }

  static std::vector<org::Right> all_rights() {
    auto rights = line_rights();
    for (auto right : routing::routing_rights()) rights.push_back(right);
    return rights;
  }

  agents::fixture::Floor floor{database(), all_rights()};
  routing::Routing routing{floor.world.platform};
  Lines lines{floor.world.platform};
  events::Position position;
};

// ---- trunks ----

TEST_P(LinesTest, APasswordGoesInAndNeverComesOut) {
  auto fields = trunk_fields("电信", floor.world.north);
  fields.login = "02161230000";
  EXPECT_EQ(why(lines.create_trunk(floor.admin, fields)), "/password missing");
  fields.password = "geheim77";
  auto made = need(lines.create_trunk(floor.admin, fields));
  EXPECT_TRUE(made.has_password);
  EXPECT_FALSE(made.has_inbound_password);
  EXPECT_THAT(base::to_json(made), Not(HasSubstr("geheim")));
  database().read([](db::Transaction& tx) {
    auto rows = tx.query("SELECT sealed_password FROM trunk");
    EXPECT_THAT(rows[0].text(0), Not(HasSubstr("geheim"))) << "nor does it stand in the database";
  });
  fields.password.reset();
  fields.name = "电信一";
  made = need(lines.edit_trunk(floor.admin, made.id, made.version, fields));
  EXPECT_TRUE(made.has_password) << "it stays as it was";
  fields.host = "198.51.100.7";
  EXPECT_EQ(why(lines.edit_trunk(floor.admin, made.id, made.version, fields)), "/password secret_again")
      << "it does not go to another server unless it is entered again";
}

TEST_P(LinesTest, WhatCannotStandInASipAddressIsRefused) {
  auto fields = trunk_fields("坏", floor.world.north);
  for (const char* host : {"sip example", "a\"b", "host;lr", "<sip>", "a..b", "-x", "example.com:5060"}) {
    fields.host = host;
    EXPECT_EQ(why(lines.create_trunk(floor.admin, fields)), "/host bad_format") << host;
  }
  for (const char* host : {"192.0.2.1", "2001:db8::1", "SIP-1.example.com"}) {
    fields.host = host;
    EXPECT_EQ(why(lines.create_trunk(floor.admin, fields)), "") << host;
  }
  fields.addresses = {"192.0.2.7", "carrier.example"};
  EXPECT_EQ(why(lines.create_trunk(floor.admin, fields)), "/addresses/1 bad_format");
}

TEST_P(LinesTest, ATrunkThatAWayOutNamesStays) {
  auto one = trunk();
  auto way = need(lines.create_way_out(floor.admin, {floor.world.root, "全部", "", 0, "", {one.id}, true}));
  EXPECT_EQ(why(lines.delete_trunk(floor.admin, one.id)), "trunk_in_use");
  need(lines.delete_way_out(floor.admin, way.id));
  need(lines.delete_trunk(floor.admin, one.id));
  EXPECT_EQ(why(lines.trunk(floor.admin, one.id)), "not_found");
}

// ---- numbers and ways out ----

TEST_P(LinesTest, ANumberIsOursOnceAndFoundInEveryForm) {
  auto made = need(lines.create_number(floor.admin, number_fields("021 6123-4567")));
  EXPECT_EQ(made.pattern, "02161234567");
  EXPECT_EQ(why(lines.create_number(floor.admin, number_fields("02161234567"))), "/pattern taken");
  EXPECT_EQ(why(lines.create_number(floor.admin, number_fields("*"))), "/pattern bad_pattern");
  auto local = trunk_fields("本地", floor.world.north);
  local.area_code = "021";
  const auto shanghai = need(lines.create_trunk(floor.admin, local)).id;
  database().read([&](db::Transaction& tx) {
    EXPECT_EQ(Lines::number_called(tx, "+862161234567", {})->id, made.id);
    EXPECT_FALSE(Lines::number_called(tx, "61234567", {}));
    EXPECT_EQ(Lines::number_called(tx, "61234567", shanghai)->id, made.id) << "the trunk knows its area";
  });
}

TEST_P(LinesTest, ACallOutGoesOverTheTrunksOfItsWayAndShowsTheCentresNumber) {
  auto second = trunk("移动", 2), first = trunk("电信", 1);
  auto number = number_fields("02161234567");
  number.caller_number = "02161234567";
  number.is_default = true;
  need(lines.create_number(floor.admin, number));
  auto how = need(dialling("138-0013-8000"));
  EXPECT_THAT(how.trunks, ElementsAre(first.id, second.id)) << "without a way out all of them, by their position";
  EXPECT_EQ(how.number, "13800138000");
  EXPECT_EQ(how.caller_number, "02161234567");
  need(lines.create_way_out(floor.admin, {floor.world.root, "手机", "1", 0, "0", {second.id, first.id}, true}));
  how = need(dialling("13800138000"));
  EXPECT_THAT(how.trunks, ElementsAre(second.id, first.id));
  EXPECT_EQ(how.number, "013800138000");
  EXPECT_EQ(why(dialling("8001")), "not_a_number_outside");
}

TEST_P(LinesTest, WithoutATrunkThatIsInUseNobodyCallsOut) {
  EXPECT_EQ(why(dialling("13800138000")), "no_way_out");
  auto one = trunk();
  TrunkFields fields{one};
  fields.active = false;
  need(lines.edit_trunk(floor.admin, one.id, one.version, fields));
  EXPECT_EQ(why(dialling("13800138000")), "no_way_out");
}

TEST_P(LinesTest, AbroadAndEmergenciesTakeRightsOfTheirOwn) {
  auto agent = floor.agent("wang");
  agent.rights.emplace(dial_out.key, org::Scope::Own);
  EXPECT_EQ(why(Lines::may_dial(agent, read_number("13800138000"))), "");
  EXPECT_EQ(why(Lines::may_dial(agent, read_number("0014155550123"))), "right_missing");
  EXPECT_EQ(why(Lines::may_dial(agent, read_number("110"))), "right_missing");
  agent.rights.emplace(dial_emergency.key, org::Scope::Own);
  EXPECT_EQ(why(Lines::may_dial(agent, read_number("110"))), "");
  agent.rights.erase(std::string(dial_out.key));
  EXPECT_EQ(why(Lines::may_dial(agent, read_number("13800138000"))), "right_missing");
}

TEST_P(LinesTest, ATrialSaysWhatWouldBeCalled) {
  auto one = trunk();
  auto trial = need(lines.try_dialling(floor.admin, {floor.world.north, {}, "025-84567890"}));
  EXPECT_EQ(trial.number, "02584567890");
  EXPECT_EQ(trial.kind, NumberKind::Landline);
  EXPECT_EQ(trial.region.city, "南京");
  EXPECT_EQ(trial.refusal, "");
  EXPECT_THAT(trial.trunk_names, ElementsAre(one.name));
  EXPECT_EQ(need(lines.try_dialling(floor.admin, {floor.world.north, {}, "八零零一"})).refusal, "not_a_number_outside");
}

TEST_P(LinesTest, OnlyQueuesWithinReachAreNamed) {
  auto fields = number_fields("02161234567");
  fields.caller_number = "02161234567";
  fields.queue_ids = {routing::QueueId{99}};
  EXPECT_EQ(why(lines.create_number(floor.admin, fields)), "/queue_ids/0 no_such_object");
  fields.queue_ids.clear();
  fields.caller_number = "";
  fields.is_default = true;
  EXPECT_EQ(why(lines.create_number(floor.admin, fields)), "/caller_number missing");
}

TEST_P(LinesTest, AFlowThatANumberLeadsThroughIsInUse) {
  const auto unused = floor.world.ids.make<ivr::FlowId>();
  auto fields = number_fields("02161234567");
  fields.flow_id = unused;
  EXPECT_EQ(why(lines.create_number(floor.admin, fields)), "/flow_id no_such_object");
  fields.flow_id.reset();
  const auto made = need(lines.create_number(floor.admin, fields));
  const auto uses = [&] { return database().read([&](db::Transaction& tx) { return lines.uses(tx, unused); }); };
  EXPECT_FALSE(uses());
  database().write(
      [&](db::Transaction& tx) { tx.execute("UPDATE own_number SET flow_id = ?1 WHERE id = ?2", unused, made.id); });
  EXPECT_TRUE(uses());
}

// ---- phones ----

TEST_P(LinesTest, APhonesPasswordIsShownOnceAndKeptAsDigests) {
  voice::fixture::FakeEngine engine([](voice::Event) {});
  Keeper keeper(floor.world.platform, engine);
  keeper.start();
  auto made = phone("8001");
  EXPECT_THAT(made.password, SizeIs(32));
  EXPECT_EQ(why(lines.create_phone(floor.admin, made.phone)), "/login taken");
  tell(keeper);
  auto put = engine.taken<voice::PutPhone>();
  ASSERT_THAT(put, SizeIs(1));
  using voice::sip::DigestAlgorithm;
  EXPECT_EQ(put[0].ha1_md5, voice::sip::digest_ha1(DigestAlgorithm::Md5, "8001", Lines::realm, made.password));
  EXPECT_EQ(put[0].ha1_sha256, voice::sip::digest_ha1(DigestAlgorithm::Sha256, "8001", Lines::realm, made.password));
  auto again = need(lines.reset_phone_password(floor.admin, made.phone.id));
  EXPECT_NE(again.password, made.password);
  tell(keeper);
  EXPECT_EQ(engine.taken<voice::PutPhone>().at(0).ha1_md5,
            voice::sip::digest_ha1(DigestAlgorithm::Md5, "8001", Lines::realm, again.password));
  PhoneFields other = again.phone;
  other.login = "8002";
  EXPECT_EQ(why(lines.edit_phone(floor.admin, again.phone.id, again.phone.version, other)), "/login cannot_change");
}

TEST_P(LinesTest, APersonChoosesItsOwnPhoneOrOneOfAPlace) {
  auto wang = floor.agent("wang"), li = floor.agent("li");
  auto desk = phone("8001").phone, of_li = phone("8002", floor.id_of(li)).phone;
  EXPECT_EQ(why(lines.choose_phone(wang, {of_li.id})), "/phone_id no_such_object");
  auto own = need(lines.choose_phone(wang, {desk.id}));
  EXPECT_EQ(own.phone_id, desk.id);
  EXPECT_THAT(own.choices, SizeIs(1));
  const auto at = [&](PhoneId id) {
    return database().read([&](db::Transaction& tx) { return Lines::person_at(tx, id); });
  };
  const auto of = [&](const org::Actor& actor) {
    return database().read([&](db::Transaction& tx) { return Lines::phone_of(tx, floor.id_of(actor)); });
  };
  EXPECT_EQ(at(desk.id), floor.id_of(wang));
  EXPECT_EQ(need(lines.phone(floor.admin, desk.id)).person_name, "测试wang");
  need(lines.choose_phone(li, {desk.id}));
  EXPECT_EQ(at(desk.id), floor.id_of(li)) << "whoever sits down there has it";
  EXPECT_EQ(of(wang), std::nullopt) << "and who had it before gets the browser";
  EXPECT_EQ(at(of_li.id), floor.id_of(li)) << "a phone of one's own is one's own unchosen too";
  need(lines.choose_phone(li, {}));
  EXPECT_EQ(of(li), std::nullopt);
  need(lines.choose_phone(li, {desk.id}));
  PhoneFields fields = desk;
  fields.active = false;
  need(lines.edit_phone(floor.admin, desk.id, desk.version, fields));
  EXPECT_EQ(of(li), std::nullopt) << "a phone that is out of use rings for nobody";
}

// ---- callers ----

TEST_P(LinesTest, ABlockedNumberIsFoundAndNotReadable) {
  auto made = rule("+86 138-0013-8000");
  EXPECT_EQ(made.pattern, "138****8000");
  EXPECT_NE(made.region.carrier, "");
  database().read([](db::Transaction& tx) {
    auto rows = tx.query("SELECT sealed, value_index, masked FROM caller_rule");
    for (int i = 0; i < 3; ++i) EXPECT_THAT(rows[0].text(i), Not(HasSubstr("13800138000")));
  });
  EXPECT_EQ(met_by("008613800138000")->id, made.id);
  EXPECT_FALSE(met_by("13800138001"));
  EXPECT_FALSE(met_by("")) << "who withholds the number meets no rule for a number";
  NewCallerRule same;
  same.centre_id = floor.world.root;
  same.pattern = "13800138000";
  EXPECT_EQ(why(lines.create_caller_rule(floor.admin, same)), "/pattern taken");
}

TEST_P(LinesTest, APrefixBlocksAllButWhoIsLetThrough) {
  auto abroad = rule("00852*");
  EXPECT_EQ(abroad.pattern, "+852*");
  auto friends = rule("+85221234567", CallerVerdict::Allow);
  EXPECT_EQ(met_by("0085291234567")->id, abroad.id);
  EXPECT_EQ(met_by("0085221234567")->verdict, CallerVerdict::Allow);
  EXPECT_EQ(why(lines.create_caller_rule(floor.admin, {{CallerVerdict::Block, "", {}}, floor.world.root, "*"})),
            "/pattern bad_pattern")
      << "everybody is blocked by nobody";
}

TEST_P(LinesTest, ARuleEndsByItself) {
  NewCallerRule fields;
  fields.centre_id = floor.world.north;
  fields.pattern = "13800138000";
  fields.until = now();
  EXPECT_EQ(why(lines.create_caller_rule(floor.admin, fields)), "/until in_the_past");
  fields.until = now() + 1h;
  need(lines.create_caller_rule(floor.admin, fields));
  EXPECT_TRUE(met_by("13800138000"));
  floor.world.clock.advance(1h);
  EXPECT_FALSE(met_by("13800138000"));
}

TEST_P(LinesTest, CallsThatMeetARuleAreCountedWhileSomebodyEditsIt) {
  auto made = rule("13800138000");
  for (int i = 0; i < 3; ++i)
    database().write([&](db::Transaction& tx) { Lines::count_hit(tx, floor.world.platform, made.id); });
  auto edited = need(lines.edit_caller_rule(floor.admin, made.id, made.version, {CallerVerdict::Block, "骚扰", {}}));
  EXPECT_EQ(edited.hits, 3);
  EXPECT_EQ(edited.last_hit_at, now());
}

TEST_P(LinesTest, AgentsCallACallerANuisanceAndBlockNobody) {
  auto wang = floor.agent("wang"), li = floor.agent("li");
  for (auto* actor : {&wang, &li}) actor->rights.emplace(mark_callers.key, org::Scope::Own);
  need(lines.mark_nuisance(wang, {"13800138000", "辱骂"}));
  auto marked = need(lines.mark_nuisance(li, {"+8613800138000", ""}));
  EXPECT_EQ(marked.marks, 2);
  EXPECT_EQ(marked.reason, "辱骂");
  EXPECT_EQ(met_by("13800138000")->verdict, CallerVerdict::Nuisance);
  EXPECT_EQ(why(lines.mark_nuisance(wang, {"138*", ""})), "/number bad_pattern");
  need(lines.edit_caller_rule(floor.admin, marked.id, marked.version, {CallerVerdict::Block, "", {}}));
  EXPECT_EQ(need(lines.mark_nuisance(li, {"13800138000", ""})).verdict, CallerVerdict::Block)
      << "a mark does not undo what was decided";
}

// ---- the engine ----

TEST_P(LinesTest, TheEngineIsToldOfTrunksAtTheStartAndWhenTheyChange) {
  auto fields = trunk_fields("电信", floor.world.north);
  fields.login = "u";
  fields.password = "p";
  fields.transport = Transport::Tls;
  fields.codecs = {Codec::Pcmu};
  auto made = need(lines.create_trunk(floor.admin, fields));
  voice::fixture::FakeEngine engine([](voice::Event) {});
  Keeper keeper(floor.world.platform, engine);
  keeper.start();
  keeper.settle();
  auto put = engine.taken<voice::PutTrunk>();
  ASSERT_THAT(put, SizeIs(1));
  EXPECT_EQ(put[0].settings.password, "p");
  EXPECT_EQ(put[0].settings.transport, voice::TransportKind::Tls);
  EXPECT_THAT(put[0].settings.codecs, ElementsAre(voice::media::Codec::Pcmu));
  tell(keeper);
  engine.taken<voice::PutTrunk>();
  fields.active = false;
  made = need(lines.edit_trunk(floor.admin, made.id, made.version, fields));
  tell(keeper);
  EXPECT_THAT(engine.taken<voice::RemoveTrunk>(), SizeIs(1));
  fields.active = true;
  need(lines.edit_trunk(floor.admin, made.id, made.version, fields));
  tell(keeper);
  EXPECT_THAT(engine.taken<voice::PutTrunk>(), SizeIs(1));
}

TEST_P(LinesTest, WhatTheEngineTellsOfTrunksIsWrittenDownAndForgottenAtTheEnd) {
  auto one = trunk();
  voice::fixture::FakeEngine engine([](voice::Event) {});
  {
    Keeper keeper(floor.world.platform, engine);
    keeper.start();
    const auto hear = [&](voice::TrunkState state, int status) {
      EXPECT_TRUE(keeper.take(voice::SignallingEvent(voice::TrunkChanged{one.id, state, status})));
      keeper.settle();
    };
    const auto began = now();
    hear(voice::TrunkState::Down, 408);
    floor.world.clock.advance(10s);
    hear(voice::TrunkState::Down, 503);
    auto states = trunk_states();
    ASSERT_THAT(states, SizeIs(1));
    EXPECT_EQ(states[0].status, 503);
    EXPECT_EQ(states[0].since, began) << "it has been down since it was first so";
    EXPECT_EQ(states[0].node, 1);
    const auto count = [&] { return database().read([](db::Transaction& tx) { return Lines::trunk_count(tx, 1); }); };
    EXPECT_EQ(count().down, 1);
    hear(voice::TrunkState::Up, 200);
    EXPECT_EQ(trunk_states()[0].since, now());
    EXPECT_EQ(count().up, 1);
    hear(voice::TrunkState::Unknown, 0);
    EXPECT_THAT(trunk_states(), IsEmpty());
    hear(voice::TrunkState::Up, 200);
    EXPECT_FALSE(keeper.take(voice::SignallingEvent(voice::LegAnswered{voice::LegId{1}}))) << "calls are not ours";
  }
  EXPECT_THAT(trunk_states(), IsEmpty());
}

TEST_P(LinesTest, ATrunkThatIsGoneLeavesNoState) {
  auto one = trunk();
  voice::fixture::FakeEngine engine([](voice::Event) {});
  Keeper keeper(floor.world.platform, engine);
  keeper.start();
  keeper.take(voice::SignallingEvent(voice::TrunkChanged{one.id, voice::TrunkState::Up, 200}));
  keeper.settle();
  need(lines.delete_trunk(floor.admin, one.id));
  keeper.take(voice::SignallingEvent(voice::TrunkChanged{one.id, voice::TrunkState::Down, 408}));
  tell(keeper);
  EXPECT_THAT(trunk_states(), IsEmpty());
}

// ---- live ----

TEST_P(LinesTest, WhereAPhoneIsSignedInIsHiddenFromWhoMayNotEditIt) {
  auto one = phone("8001").phone;
  voice::fixture::FakeEngine engine([](voice::Event) {});
  Keeper keeper(floor.world.platform, engine);
  keeper.start();
  keeper.take(voice::SignallingEvent(voice::PhoneChanged{one.id, true, "192.0.2.7:5060", "Yealink"}));
  keeper.settle();
  floor.world.add_person("looker", floor.world.north_place(),
                         {{floor.world.add_role("看", {"phones.view"}), org::Scope::Centre}});
  org::fixture::Consoles consoles(floor.world, {"phone_states"});
  add_line_topics(consoles.hub());
  consoles.open("admin");
  consoles.open("looker");
  const auto shown = [&](const std::string& login) { return consoles.seen(login, "phone_states").begin()->second; };
  EXPECT_THAT(shown("admin"), HasSubstr("192.0.2.7:5060"));
  EXPECT_THAT(shown("looker"), HasSubstr("192.***"));
  EXPECT_THAT(shown("looker"), HasSubstr("Yealink"));
  EXPECT_EQ(need(lines.phone_states(floor.admin)).at(0).address, "192.0.2.7:5060");
  EXPECT_EQ(need(lines.phone_states(floor.world.actor("looker"))).at(0).address, "192.***");
}

TEST_P(LinesTest, LiveListsOfARandomDayAreWhatANewcomerSees) {
  voice::fixture::FakeEngine engine([](voice::Event) {});
  Keeper keeper(floor.world.platform, engine);
  keeper.start();
  auto wang = floor.agent("wang");
  floor.world.add_person(
      "looker", floor.world.north_place(),
      {{floor.world.add_role("看", {"phones.view", "trunks.view", "callers.view", "numbers.view"}), org::Scope::Team}});
  const std::vector<std::string> topics{"trunks", "trunk_states", "numbers",     "ways_out",
                                        "phones", "phone_states", "caller_rules"};
  org::fixture::Consoles consoles(floor.world, topics);
  add_line_topics(consoles.hub());
  consoles.open("admin");
  consoles.open("looker");
  std::mt19937 random(7);
  std::vector<Trunk> trunks;
  std::vector<Phone> phones;
  std::vector<CallerRule> rules;
  const auto any = [&](auto& list) -> auto& { return list[random() % list.size()]; };
  for (int step = 0; step < 60; ++step) {
    const auto text = std::to_string(step);
    switch (random() % 9) {
      case 0:
        trunks.push_back(trunk("线路" + text));
        need(lines.create_way_out(floor.admin,
                                  {floor.world.north, "路由" + text, text, 0, "", {trunks.back().id}, true}));
        break;
      case 1:
        phones.push_back(phone("80" + text).phone);
        break;
      case 2:
        rules.push_back(rule("1380013" + std::to_string(1000 + step)));
        break;
      case 3:
        if (!rules.empty())
          database().write([&](db::Transaction& tx) { Lines::count_hit(tx, floor.world.platform, any(rules).id); });
        break;
      case 4:
        if (!trunks.empty())
          keeper.take(voice::SignallingEvent(voice::TrunkChanged{
              any(trunks).id, random() % 2 ? voice::TrunkState::Up : voice::TrunkState::Unknown, 200}));
        break;
      case 5:
        if (!phones.empty())
          keeper.take(voice::SignallingEvent(
              voice::PhoneChanged{any(phones).id, random() % 2 == 0, "192.0.2.1:" + text, "phone"}));
        break;
      case 6:
        if (!phones.empty()) need(lines.choose_phone(wang, {any(phones).id}));
        break;
      case 7:
        need(lines.create_number(floor.admin, number_fields("0216" + text)));
        break;
      case 8:
        if (!rules.empty()) {
          need(lines.delete_caller_rule(floor.admin, rules.back().id));
          rules.pop_back();
        }
        break;
    }
    keeper.settle();
    if (step % 10 == 9) consoles.compare();
  }
  for (const auto& topic : topics) EXPECT_GT(consoles.compared(topic), 0U) << topic;
}

}  // namespace

YINGDA_ON_BOTH_ENGINES(LinesTest);

}  // namespace lines
