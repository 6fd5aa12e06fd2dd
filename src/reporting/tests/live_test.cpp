// The live topics: what consoles were told by deltas over a random day is what a newcomer is told.

#include <gtest/gtest.h>

#include "access/live_testing.h"
#include "reporting/testing.h"
#include "tests/support/databases.h"

namespace reporting {
namespace {

using namespace std::chrono_literals;
using fixture::need;
using fixture::Office;
using fixture::RandomDays;

class BoardTopics : public support::StoreTest {
 protected:
  Office office{database()};
};

TEST_P(BoardTopics, TheDeltasOfARandomDayGiveWhatAFreshReadGives) {
  RandomDays days(office, 21);
  auto& world = office.floor.world;
  world.add_person("head", {world.north, world.north_department, {}, {}},
                   {{world.role("supervisor"), org::Scope::Department}});
  for (auto [login, place] : {std::pair{"zhou", world.north_place()}, std::pair{"chen", world.south_place()}})
    world.add_person(login, place, {{world.role("supervisor"), org::Scope::Centre}});
  const auto start = world.clock.now();
  days.tell(start, start + 20h, 300);
  office.write_log();
  org::fixture::Consoles consoles(world, {"queue_figures", "board_thresholds"});
  add_report_topics(consoles.hub(), world.platform);
  for (std::string login : {"admin", "zhou", "chen", "head"}) consoles.open(login);
  std::mt19937 random(4);
  for (int round = 0; office.follow(std::uniform_int_distribution<int>(1, 150)(random)); ++round) {
    world.clock.advance(std::chrono::minutes{std::uniform_int_distribution<int>(0, 40)(random)});
    if (round == 5) {
      ThresholdFields fields;
      fields.watched = Watched::LongestWait;
      fields.centre_id = world.north;
      fields.warning = 10;
      fields.critical = 20;
      need(office.reporting.create_threshold(office.admin(), fields));
    }
    consoles.hub().changed(office.reporting.changed_figures());
    if (round % 3 == 0) consoles.compare();
  }
  consoles.hub().changed(office.reporting.changed_figures());
  consoles.compare();
  EXPECT_GT(consoles.compared("queue_figures"), 30u);
  EXPECT_GT(consoles.compared("board_thresholds"), 30u);
}

TEST_P(BoardTopics, WhoeverSeesReportsSeesTheQueuesOfTheOwnCentre) {
  RandomDays days(office, 23);
  auto& world = office.floor.world;
  days.tell(world.clock.now(), world.clock.now() + 1h, 40);
  office.write_log();
  while (office.follow(500)) {
  }
  org::fixture::Consoles consoles(world, {"queue_figures"});
  add_report_topics(consoles.hub(), world.platform);
  for (auto scope : {org::Scope::Own, org::Scope::Team, org::Scope::Department, org::Scope::Centre}) {
    const auto login = base::word_of(scope);
    world.add_person(login, world.north_place(), {{world.role("supervisor"), scope}});
    consoles.open(login);
    EXPECT_EQ(consoles.seen(login, "queue_figures").size(), 2u) << login;
  }
}

TEST_P(BoardTopics, WhatDidNotChangeIsNotToldAgain) {
  RandomDays days(office, 22);
  const auto start = office.floor.world.clock.now();
  days.tell(start, start + 1h, 20);
  office.write_log();
  office.reporting.changed_figures();
  while (office.follow(500)) {
  }
  EXPECT_FALSE(office.reporting.changed_figures().empty());
  office.floor.world.clock.advance(10s);
  office.reporting.changed_figures();
  office.floor.world.clock.advance(1s);
  EXPECT_TRUE(office.reporting.changed_figures().empty());
  office.floor.world.clock.advance(15min);
  ASSERT_EQ(office.reporting.changed_figures().size(), 1u);  // all, as the quarter hour is another
}

YINGDA_ON_BOTH_ENGINES(BoardTopics);

}  // namespace
}  // namespace reporting
