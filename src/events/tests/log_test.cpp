#include <gmock/gmock.h>

#include <thread>

#include "events/events.h"
#include "events/testing.h"
#include "tests/support/databases.h"

namespace log_test {

using db::Transaction;
using events::Event;
using events::Position;
using testing::ElementsAre;

struct DoorOpened {
  static constexpr std::string_view type = "house.door_opened";
  base::Id<struct DoorTag> door_id;
  int width = 0;
};
BOOST_DESCRIBE_STRUCT(DoorOpened, (), (door_id, width))

struct DoorClosed {
  static constexpr std::string_view type = "house.door_closed";
};
BOOST_DESCRIBE_STRUCT(DoorClosed, (), ())

class Log : public support::StoreTest {
 protected:
  static void append(Transaction& tx, int width) {
    events::append(tx,
                   {.at = base::from_epoch_ms(1'000 + width),
                    .actor = {base::ActorKind::Person, 77},
                    .centre_id = 5,
                    .subject_id = 6},
                   DoorOpened{.door_id = {9}, .width = width});
  }
  void append(int width) {
    database().write([&](Transaction& tx) { append(tx, width); });
    events::wait_until_settled(database());
  }
  std::vector<Event> read(Position after = {}, int limit = 100) {
    return database().read([&](Transaction& tx) { return events::read_after(tx, after, limit); });
  }
  std::vector<int> widths(Position after = {}, int limit = 100) {
    std::vector<int> found;
    for (const Event& event : read(after, limit)) found.push_back(event.as<DoorOpened>().width);
    return found;
  }
  Position end() {
    return database().read([](Transaction& tx) { return events::end(tx); });
  }
};
YINGDA_ON_BOTH_ENGINES(Log);

TEST_P(Log, ManyAreAppendedInTheirOrder) {
  std::vector<events::Telling> tellings;
  std::vector<int> told;
  for (int width = 0; width < 47; ++width) {
    told.push_back(width);
    tellings.push_back(
        events::telling({base::from_epoch_ms(width), {}, 5, 6}, DoorOpened{.door_id = {9}, .width = width}));
  }
  database().write([&](Transaction& tx) { events::append_all(tx, tellings); });
  events::wait_until_settled(database());
  EXPECT_EQ(widths(), told);
}

TEST_P(Log, AnEventIsReadAsItWasAppended) {
  append(3);
  auto events = read();
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].at, base::from_epoch_ms(1'003));
  EXPECT_EQ(events[0].type, "house.door_opened");
  EXPECT_EQ(events[0].actor, (base::ActorRef{base::ActorKind::Person, 77}));
  EXPECT_EQ(events[0].centre_id, 5);
  EXPECT_EQ(events[0].subject_id, 6);
  EXPECT_EQ(events[0].as<DoorOpened>().door_id.value, 9);
}

TEST_P(Log, AnEventIsNotReadAsAnother) {
  append(3);
  EXPECT_THROW(read()[0].as<DoorClosed>(), std::logic_error);
}

TEST_P(Log, EventsComeInTheirOrderFromAnyPlace) {
  for (int width : {1, 2, 3, 4, 5}) append(width);
  EXPECT_THAT(widths(), ElementsAre(1, 2, 3, 4, 5));
  auto second = read({}, 2)[1].position;
  EXPECT_THAT(widths(second, 2), ElementsAre(3, 4));
  EXPECT_THAT(widths(end()), ElementsAre());
}

TEST_P(Log, EventsOfOneTransactionKeepTheirOrder) {
  database().write([](Transaction& tx) {
    for (int width : {3, 1, 2}) append(tx, width);
  });
  EXPECT_THAT(widths(), ElementsAre(3, 1, 2));
}

TEST_P(Log, ARolledBackEventNeverHappened) {
  auto refused = database().write([](Transaction& tx) -> base::Status {
    append(tx, 1);
    return base::refuse(base::Code::Conflict, "no");
  });
  EXPECT_FALSE(refused);
  append(2);
  EXPECT_THAT(widths(), ElementsAre(2));
}

TEST_P(Log, AnEmptyLogEndsAtTheBeginning) {
  EXPECT_EQ(end(), Position{});
}

TEST_P(Log, ACursorIsKeptForEachReader) {
  database().write([](Transaction& tx) {
    EXPECT_EQ(events::load_cursor(tx, "boards"), Position{});
    events::save_cursor(tx, "boards", {1, 2});
    events::save_cursor(tx, "boards", {3, 4});
    events::save_cursor(tx, "reports", {5, 6});
  });
  database().read([](Transaction& tx) {
    EXPECT_EQ(events::load_cursor(tx, "boards"), (Position{3, 4}));
    EXPECT_EQ(events::load_cursor(tx, "reports"), (Position{5, 6}));
  });
}

TEST_P(Log, SettlingWhereNothingWasRestoredChangesNothing) {
  append(1);
  auto before = read()[0].position;
  database().write([](Transaction& tx) { events::settle_positions(tx); });
  append(2);
  EXPECT_EQ(read()[0].position, before);
  EXPECT_THAT(widths(), ElementsAre(1, 2));
}

class PostgresLog : public Log {
 protected:
  // As if the log and the cursors came from a cluster whose ids are `shift` away.
  void restore_from_another_cluster(std::int64_t shift) {
    database().write([&](Transaction& tx) {
      tx.execute("UPDATE event_cluster SET system_identifier = 'another'");
      tx.execute("UPDATE event SET transaction_id = transaction_id + ?1", shift);
      tx.execute("UPDATE event_cursor SET transaction_id = transaction_id + ?1", shift);
    });
  }
  void settle() {
    database().write([](Transaction& tx) { events::settle_positions(tx); });
  }
};
INSTANTIATE_TEST_SUITE_P(Only, PostgresLog, testing::Values(db::Engine::Postgres), support::engine_name);

TEST_P(PostgresLog, ALogFromAClusterWithHigherIdsIsReadAndContinued) {
  for (int width : {1, 2, 3}) append(width);
  auto second = read()[1].position;
  database().write([&](Transaction& tx) { events::save_cursor(tx, "reader", second); });
  restore_from_another_cluster(1'000'000'000);
  EXPECT_THAT(widths(), ElementsAre()) << "ids of the future are not settled";
  settle();
  append(4);
  settle();
  append(5);
  EXPECT_THAT(widths(), ElementsAre(1, 2, 3, 4, 5));
  auto place = database().read([](Transaction& tx) { return events::load_cursor(tx, "reader"); });
  EXPECT_THAT(widths(place), ElementsAre(3, 4, 5));
}

TEST_P(PostgresLog, ALogFromAClusterWithLowerIdsIsContinued) {
  for (int width : {1, 2}) append(width);
  restore_from_another_cluster(-500);
  settle();
  append(3);
  EXPECT_THAT(widths(), ElementsAre(1, 2, 3));
}

TEST_P(PostgresLog, AReaderWhoseEventsWereAllArchivedSeesTheNextAfterARestore) {
  append(1);
  database().write([&](Transaction& tx) { events::save_cursor(tx, "reader", {2'000'000'000, 1}); });
  restore_from_another_cluster(0);
  settle();
  append(2);
  EXPECT_THAT(widths({2'000'000'000, 1}), ElementsAre(2));
}

TEST_P(PostgresLog, AnEventIsNotSettledWhileAnOlderTransactionRuns) {
  database().write([&](Transaction& older) {
    append(older, 1);
    std::thread([&] {
      database().write([&](Transaction& tx) { append(tx, 2); });
      EXPECT_THAT(widths(), ElementsAre());
      EXPECT_EQ(end(), Position{});
    }).join();
  });
  events::wait_until_settled(database());
  EXPECT_THAT(widths(), ElementsAre(1, 2));
}

}  // namespace log_test
