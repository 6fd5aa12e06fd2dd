#include "events/testing.h"
#include "realtime/hub.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <boost/json.hpp>
#include <mutex>
#include <random>
#include <set>
#include <stdexcept>

#include "base/json.h"
#include "db/migrations.h"
#include "tests/support/databases.h"

namespace {

namespace json = boost::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

struct NoteChanged {
  static constexpr std::string_view type = "test.note_changed";
  std::int64_t unused = 0;
};
BOOST_DESCRIBE_STRUCT(NoteChanged, (), (unused))
struct RightsChanged {
  static constexpr std::string_view type = "test.rights_changed";
  std::int64_t unused = 0;
};
BOOST_DESCRIBE_STRUCT(RightsChanged, (), (unused))
struct RoomsChanged {
  static constexpr std::string_view type = "test.rooms_changed";
  std::int64_t unused = 0;
};
BOOST_DESCRIBE_STRUCT(RoomsChanged, (), (unused))

// Sees the notes of its rooms. Its rights are rows; its key is what they say.
class RoomViewer final : public realtime::Viewer {
 public:
  RoomViewer(std::int64_t id, std::vector<std::int64_t> rooms) : id_(id), rooms_(std::move(rooms)) {
    for (std::int64_t room : rooms_) key_ += fmt::format("{} ", room);
  }
  static std::shared_ptr<const RoomViewer> load(db::Transaction& tx, std::int64_t id) {
    std::vector<std::int64_t> rooms;
    for (db::Row row : tx.query("SELECT room FROM viewer_room WHERE viewer = ?1 ORDER BY room", id))
      rooms.push_back(row.integer(0));
    if (rooms.empty()) return nullptr;
    return std::make_shared<RoomViewer>(id, rooms);
  }

  const std::vector<std::int64_t>& rooms() const { return rooms_; }
  const std::string& key() const override { return key_; }
  std::shared_ptr<const realtime::Viewer> renewed(db::Transaction& tx) const override { return load(tx, id_); }
  std::string error_json(const base::Error& error) const override {
    return fmt::format(R"({{"error":{{"code":"{}","key":"{}"}}}})", base::code_word(error.code), error.key);
  }

 private:
  const std::int64_t id_;
  const std::vector<std::int64_t> rooms_;
  std::string key_;
};

// Holds up the hub's thread at its first error until it may go, so that work piles up.
class HoldingViewer final : public realtime::Viewer {
 public:
  explicit HoldingViewer(const std::atomic<bool>& go) : go_(go) {}
  const std::string& key() const override { return key_; }
  std::shared_ptr<const realtime::Viewer> renewed(db::Transaction&) const override { return nullptr; }
  std::string error_json(const base::Error&) const override {
    go_.wait(false);
    return R"({"error":{"key":"held"}})";
  }

 private:
  const std::atomic<bool>& go_;
  const std::string key_ = "held";
};

enum class Watched { Whole, ByIds };

class NoteTopic final : public realtime::Topic {
 public:
  NoteTopic(std::string name, Watched watched) : name_(std::move(name)), watched_(watched) {}

  std::string_view name() const override { return name_; }
  bool by_ids() const override { return watched_ == Watched::ByIds; }

  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    ++reads;
    if (failures > 0 && failures-- > 0) throw std::runtime_error("away");
    const auto& rooms = static_cast<const RoomViewer&>(viewer).rooms();
    if (rooms == std::vector<std::int64_t>{forbidden_room}) return base::refuse(base::Code::Forbidden, "right_missing");
    std::string sql = "SELECT id, words FROM note WHERE room {in ?1}";
    db::Rows rows =
        ids ? tx.query(sql + " AND id {in ?2} ORDER BY id", rooms, *ids) : tx.query(sql + " ORDER BY id", rooms);
    std::vector<realtime::Item> items;
    for (db::Row row : rows) {
      std::string text = fmt::format(R"({{"id":"{}","words":)", row.integer(0));
      base::write_json_string(text, row.text(1));
      items.push_back({row.integer(0), text + "}"});
    }
    return items;
  }

  realtime::Touched touched(const events::Event& event) const override {
    if (broken_events.exchange(false)) throw std::logic_error("an event of another version");
    if (event.type == NoteChanged::type) return {{event.subject_id}, false};
    return {{}, event.type == RoomsChanged::type};
  }

  static constexpr std::int64_t forbidden_room = 99;
  mutable std::atomic<int> failures{0}, reads{0};
  mutable std::atomic<bool> broken_events{false};

 private:
  const std::string name_;
  const Watched watched_;
};

// A browser: it applies what it gets, and minds gaps.
class Browser final : public http::Socket {
 public:
  struct List {
    std::string epoch;
    std::int64_t seq = 0;
    std::map<std::int64_t, std::string> words;
  };

  explicit Browser(std::int64_t id) : id_(id) {}

  void send(std::shared_ptr<const std::string> frame) override {
    std::lock_guard lock(mutex_);
    frames_.push_back(frame);
    json::object object = json::parse(*frame).as_object();
    const std::string topic(object.at("topic").as_string());
    if (object.contains("error")) {
      errors_.push_back(topic + ":" + std::string(object.at("error").at("key").as_string()));
      lists_.erase(topic);
    } else if (object.contains("snapshot")) {
      List& list = lists_[topic] = {std::string(object.at("epoch").as_string()), object.at("seq").as_int64(), {}};
      put(list, object.at("snapshot").as_array());
    } else {
      apply(topic, object);
    }
  }
  void close(int code, std::string) override {
    std::lock_guard lock(mutex_);
    closed_ = code;
  }
  std::int64_t id() const override { return id_; }

  std::map<std::int64_t, std::string> words(const std::string& topic) const {
    std::lock_guard lock(mutex_);
    auto found = lists_.find(topic);
    return found == lists_.end() ? std::map<std::int64_t, std::string>{} : found->second.words;
  }
  List list(const std::string& topic) const {
    std::lock_guard lock(mutex_);
    return lists_.at(topic);
  }
  void forget(const std::string& topic) {
    std::lock_guard lock(mutex_);
    lists_.erase(topic);
  }
  std::vector<std::string> errors() const {
    std::lock_guard lock(mutex_);
    return errors_;
  }
  std::vector<std::shared_ptr<const std::string>> frames() const {
    std::lock_guard lock(mutex_);
    return frames_;
  }
  std::string last_frame() const { return *frames().back(); }
  int closed() const {
    std::lock_guard lock(mutex_);
    return closed_;
  }

 private:
  static std::int64_t id_in(const json::value& id) { return std::stoll(std::string(id.as_string())); }
  static void put(List& list, const json::array& items) {
    for (const auto& item : items) list.words[id_in(item.at("id"))] = std::string(item.at("words").as_string());
  }
  // Only what is in order counts, and nothing out of order may come.
  void apply(const std::string& topic, const json::object& delta) {
    auto found = lists_.find(topic);
    if (found == lists_.end()) return;  // unsubscribed: it was under way
    List& list = found->second;
    EXPECT_EQ(std::string(delta.at("epoch").as_string()), list.epoch);
    EXPECT_EQ(delta.at("seq").as_int64(), list.seq + 1);
    EXPECT_FALSE(delta.at("upserts").as_array().empty() && delta.at("removes").as_array().empty());
    list.seq = delta.at("seq").as_int64();
    put(list, delta.at("upserts").as_array());
    for (const auto& id : delta.at("removes").as_array()) list.words.erase(id_in(id));
  }

  const std::int64_t id_;
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<const std::string>> frames_;
  std::map<std::string, List> lists_;
  std::vector<std::string> errors_;
  int closed_ = 0;
};

class Hub : public support::StoreTest {
 protected:
  void SetUp() override {
    database().migrate([] {
      auto migrations = db::shipped_migrations();
      migrations.push_back(
          {"99991231T0000_test",
           "CREATE TABLE note (id {id} NOT NULL PRIMARY KEY, room {id} NOT NULL, words {text} NOT NULL);\n"
           "CREATE TABLE viewer_room (viewer {id} NOT NULL, room {id} NOT NULL);\n"});
      return migrations;
    }());
    for (auto [name, watched] : {std::pair{"notes", Watched::Whole}, {"chosen", Watched::ByIds}}) {
      auto topic = std::make_unique<NoteTopic>(name, watched);
      (watched == Watched::Whole ? notes_ : chosen_) = topic.get();
      hub_->add(std::move(topic));
    }
    hub_->set_renewal([](const events::Event& event) { return event.type == RightsChanged::type; });
    hub_->start();
    position_ = database().read([](db::Transaction& tx) { return events::end(tx); });
  }
  void TearDown() override { hub_.reset(); }

  template <class Event>
  void append(db::Transaction& tx, std::int64_t subject, Event event = {}) {
    events::append(tx, {.at = base::from_epoch_ms(1), .actor = {}, .centre_id = 0, .subject_id = subject}, event);
  }
  void write(std::int64_t id, std::int64_t room, const std::string& words) {
    database().write([&](db::Transaction& tx) {
      tx.execute(
          "INSERT INTO note (id, room, words) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO UPDATE SET room = ?2, words = ?3",
          id, room, words);
      append<NoteChanged>(tx, id);
    });
  }
  void erase(std::int64_t id) {
    database().write([&](db::Transaction& tx) {
      tx.execute("DELETE FROM note WHERE id = ?1", id);
      append<NoteChanged>(tx, id);
    });
  }
  void set_rooms(std::int64_t viewer, const std::vector<std::int64_t>& rooms) {
    database().write([&](db::Transaction& tx) {
      tx.execute("DELETE FROM viewer_room WHERE viewer = ?1", viewer);
      for (std::int64_t room : rooms)
        tx.execute("INSERT INTO viewer_room (viewer, room) VALUES (?1, ?2)", viewer, room);
      append<RightsChanged>(tx, viewer);
    });
  }
  // Hands the log to the hub, as the pump does.
  void pump() {
    auto batch = database().read([&](db::Transaction& tx) { return events::read_after(tx, position_, 10'000); });
    if (batch.empty()) return;
    position_ = batch.back().position;
    hub_->changed(batch);
  }
  void settle() {
    events::wait_until_settled(database());
    pump();
    hub_->settle();
  }
  std::shared_ptr<Browser> open(std::int64_t viewer, const std::vector<std::int64_t>& rooms) {
    set_rooms(viewer, rooms);
    auto browser = std::make_shared<Browser>(++last_socket_);
    hub_->attach(browser, std::make_shared<RoomViewer>(viewer, rooms));
    return browser;
  }
  void say(const std::shared_ptr<Browser>& browser, std::string text) {
    hub_->received(browser->id(), std::move(text));
  }
  void subscribe(const std::shared_ptr<Browser>& browser, std::string_view topic = "notes") {
    say(browser, fmt::format(R"({{"op":"subscribe","topic":"{}"}})", topic));
  }
  void subscribe_to(const std::shared_ptr<Browser>& browser, const std::vector<std::int64_t>& ids) {
    say(browser, fmt::format(R"({{"op":"subscribe","topic":"chosen","ids":["{}"]}})", fmt::join(ids, "\",\"")));
  }
  void unsubscribe(const std::shared_ptr<Browser>& browser, std::string_view topic) {
    say(browser, fmt::format(R"({{"op":"unsubscribe","topic":"{}"}})", topic));
  }

  // What a fresh read gives.
  std::map<std::int64_t, std::string> fresh(std::int64_t viewer, const std::vector<std::int64_t>* ids = nullptr) {
    return database().read([&](db::Transaction& tx) {
      std::map<std::int64_t, std::string> words;
      for (db::Row row : tx.query(
               "SELECT n.id, n.words FROM note n JOIN viewer_room v ON v.room = n.room WHERE v.viewer = ?1", viewer))
        if (!ids || std::count(ids->begin(), ids->end(), row.integer(0))) words[row.integer(0)] = row.text(1);
      return words;
    });
  }

  std::unique_ptr<realtime::Hub> hub_ = std::make_unique<realtime::Hub>(
      database(), realtime::Limits{.topics_per_socket = 2, .ids_per_topic = 5, .remembered_items = 30});
  NoteTopic *notes_ = nullptr, *chosen_ = nullptr;
  events::Position position_;
  std::int64_t last_socket_ = 0;
};

TEST_P(Hub, ASubscriberGetsASnapshotAndThenNumberedDeltas) {
  write(1, 7, "one");
  auto browser = open(1, {7});
  subscribe(browser);
  settle();
  EXPECT_THAT(browser->words("notes"), ElementsAre(Pair(1, "one")));
  EXPECT_EQ(browser->list("notes").seq, 0);
  EXPECT_EQ(browser->list("notes").epoch.size(), 16u);
  write(2, 7, "two");
  settle();
  write(1, 7, "uno");
  settle();
  erase(2);
  settle();
  EXPECT_THAT(browser->words("notes"), ElementsAre(Pair(1, "uno")));
  EXPECT_EQ(browser->list("notes").seq, 3);
  EXPECT_THAT(browser->last_frame(), HasSubstr(R"("upserts":[],"removes":["2"])"));
}

TEST_P(Hub, NothingIsSentWhenNothingThatIsSeenChanged) {
  write(1, 7, "one");
  auto browser = open(1, {7});
  subscribe(browser);
  settle();
  const auto before = browser->frames().size();
  write(1, 7, "one");    // the same again
  write(2, 8, "other");  // out of reach
  erase(5);              // never was
  settle();
  EXPECT_EQ(browser->frames().size(), before);
}

TEST_P(Hub, ABatchIsOneDelta) {
  auto browser = open(1, {7});
  subscribe(browser);
  settle();
  for (int i = 1; i <= 20; ++i) write(i % 4, 7, std::to_string(i));
  settle();
  EXPECT_EQ(browser->list("notes").seq, 1);
  EXPECT_THAT(browser->words("notes"), ElementsAre(Pair(0, "20"), Pair(1, "17"), Pair(2, "18"), Pair(3, "19")));
}

TEST_P(Hub, ViewersOfEqualKeyShareTheFrames) {
  write(1, 7, "one");
  auto one = open(1, {7}), two = open(2, {7}), other = open(3, {7, 8});
  for (const auto& browser : {one, two, other}) subscribe(browser);
  settle();
  write(2, 7, "two");
  settle();
  EXPECT_EQ(one->frames().back(), two->frames().back());
  EXPECT_NE(one->frames().back(), other->frames().back());
  EXPECT_EQ(hub_->counts().streams, 2);
  EXPECT_EQ(hub_->counts().sockets, 3);
  EXPECT_EQ(hub_->counts().frames_sent, 6);
}

TEST_P(Hub, ManyWhoComeAtOnceCostOneRead) {
  std::vector<std::shared_ptr<Browser>> browsers;
  std::atomic<bool> go{false};
  auto first = open(1, {7});
  settle();
  auto gate = std::make_shared<Browser>(1'000);
  hub_->attach(gate, std::make_shared<HoldingViewer>(go));
  say(gate, "not json");
  for (int i = 0; i < 20; ++i) {
    browsers.push_back(std::make_shared<Browser>(2'000 + i));
    hub_->attach(browsers.back(), std::make_shared<RoomViewer>(1, std::vector<std::int64_t>{7}));
    subscribe(browsers.back());
  }
  const int before = notes_->reads;
  go = true;
  go.notify_all();
  hub_->settle();
  // The hub may have gone to wait once while they were queued.
  EXPECT_LE(notes_->reads - before, 2);
  for (const auto& browser : browsers) EXPECT_EQ(browser->frames().size(), 1u);
}

TEST_P(Hub, WhatMovesOutOfReachIsRemovedAndInReachAdded) {
  write(1, 7, "one");
  auto seven = open(1, {7}), eight = open(2, {8});
  subscribe(seven);
  subscribe(eight);
  settle();
  write(1, 8, "one");
  settle();
  EXPECT_THAT(seven->words("notes"), IsEmpty());
  EXPECT_THAT(eight->words("notes"), ElementsAre(Pair(1, "one")));
}

TEST_P(Hub, ATopicByIdsTellsOfThoseIdsOnly) {
  write(1, 7, "one");
  write(2, 7, "two");
  write(3, 8, "hidden");
  auto browser = open(1, {7});
  subscribe_to(browser, {2, 3, 4, 2});
  settle();
  EXPECT_THAT(browser->words("chosen"), ElementsAre(Pair(2, "two")));
  write(1, 7, "uno");
  settle();
  EXPECT_EQ(browser->list("chosen").seq, 0);
  write(4, 7, "four");
  write(3, 7, "shown");
  erase(2);
  settle();
  EXPECT_THAT(browser->words("chosen"), ElementsAre(Pair(3, "shown"), Pair(4, "four")));
  subscribe_to(browser, {1});
  settle();
  EXPECT_THAT(browser->words("chosen"), ElementsAre(Pair(1, "uno"))) << "the new ids replace the old";
  EXPECT_EQ(hub_->counts().streams, 1);
}

TEST_P(Hub, WhoUnsubscribedOrLeftGetsNothingMore) {
  auto one = open(1, {7}), two = open(2, {7});
  subscribe(one);
  subscribe(two);
  settle();
  unsubscribe(one, "notes");
  unsubscribe(one, "notes");
  unsubscribe(one, "no such topic");
  hub_->detach(two->id());
  hub_->detach(two->id());
  const auto before = one->frames().size() + two->frames().size();
  write(1, 7, "one");
  settle();
  subscribe(two);
  settle();
  EXPECT_EQ(one->frames().size() + two->frames().size(), before);
  EXPECT_EQ(hub_->counts().streams, 0);
  EXPECT_EQ(hub_->counts().sockets, 1);
}

TEST_P(Hub, MalformedOperationsAreAnsweredAndHarmNobody) {
  auto browser = open(1, {7});
  subscribe(browser);
  for (std::string text :
       {"", "x", "[]", "{}", "null", R"({"op":"subscribe"})", R"({"op":"fly","topic":"notes"})",
        R"({"op":"subscribe","topic":7})", R"({"op":"subscribe","topic":""})",
        R"({"op":"subscribe","topic":"chosen","ids":["x"]})", R"({"op":"subscribe","topic":"chosen","ids":["-1"]})",
        R"({"op":"subscribe","topic":"notes","extra":1})", "\xff\xfe",
        R"({"op":"subscribe","topic":"notes","topic":"notes"})"})
    say(browser, text);
  settle();
  EXPECT_EQ(browser->errors().size(), 14u);
  EXPECT_EQ(browser->closed(), 0);
  write(1, 7, "one");
  settle();
  EXPECT_EQ(browser->frames().size(), 16u);
}

TEST_P(Hub, RefusalsNameTheTopicAndTheReason) {
  auto browser = open(1, {7});
  subscribe(browser, "nothing");
  subscribe(browser, "chosen");
  say(browser, R"({"op":"subscribe","topic":"chosen","ids":[]})");
  say(browser, R"({"op":"subscribe","topic":"notes","ids":["1"]})");
  subscribe_to(browser, {1, 2, 3, 4, 5, 6});
  subscribe(browser, "\\\"");
  settle();
  EXPECT_THAT(browser->errors(),
              ElementsAre("nothing:no_such_topic", "chosen:topic_needs_ids", "chosen:topic_needs_ids",
                          "notes:topic_takes_no_ids", "chosen:too_many_ids", "\":no_such_topic"));
}

TEST_P(Hub, ASocketHasSoManyTopicsAndNoMore) {
  hub_ = std::make_unique<realtime::Hub>(database(), realtime::Limits{.topics_per_socket = 2});
  for (std::string name : {"a", "b", "c"}) hub_->add(std::make_unique<NoteTopic>(name, Watched::Whole));
  hub_->start();
  auto browser = open(1, {7});
  for (std::string_view name : {"a", "b", "c", "a"}) subscribe(browser, name);
  hub_->settle();
  EXPECT_THAT(browser->errors(), ElementsAre("c:too_many_topics"));
  unsubscribe(browser, "a");
  subscribe(browser, "c");
  hub_->settle();
  EXPECT_EQ(browser->errors().size(), 1u);
}

TEST_P(Hub, AFloodIsClosed) {
  std::atomic<bool> go{false};
  auto browser = std::make_shared<Browser>(1'000);
  auto other = open(2, {7});
  hub_->attach(browser, std::make_shared<HoldingViewer>(go));
  for (int i = 0; i < 1'000; ++i) say(browser, "x");
  subscribe(other);
  go = true;
  go.notify_all();
  settle();
  EXPECT_EQ(browser->closed(), 1008);
  EXPECT_LT(browser->frames().size(), 300u);
  EXPECT_EQ(other->frames().size(), 1u);
}

TEST_P(Hub, AViewerWhoMayNotReadIsRefused) {
  auto browser = open(1, {NoteTopic::forbidden_room});
  subscribe(browser);
  settle();
  EXPECT_THAT(browser->errors(), ElementsAre("notes:right_missing"));
  EXPECT_EQ(hub_->counts().streams, 0);
}

TEST_P(Hub, WhoIsNoLongerHereIsClosedWith4401) {
  auto gone = open(1, {7}), stays = open(2, {7});
  subscribe(gone);
  subscribe(stays);
  settle();
  set_rooms(1, {});
  settle();
  EXPECT_EQ(gone->closed(), 4401);
  EXPECT_EQ(stays->closed(), 0);
  EXPECT_EQ(hub_->counts().sockets, 1);
  write(1, 7, "one");
  settle();
  EXPECT_EQ(gone->frames().size(), 1u);
  EXPECT_EQ(stays->words("notes").size(), 1u);
}

TEST_P(Hub, OtherRightsBeginANewEpoch) {
  write(1, 7, "one");
  write(2, 8, "two");
  auto browser = open(1, {7}), other = open(2, {7});
  subscribe(browser);
  subscribe(other);
  settle();
  const std::string before = browser->list("notes").epoch;
  set_rooms(1, {8});
  settle();
  EXPECT_NE(browser->list("notes").epoch, before);
  EXPECT_THAT(browser->words("notes"), ElementsAre(Pair(2, "two")));
  EXPECT_THAT(other->words("notes"), ElementsAre(Pair(1, "one")));
  EXPECT_EQ(other->list("notes").epoch, before);
}

// A role may have lost a right while the viewer still has the role.
TEST_P(Hub, TheSameRightsMayMeanLessAfterAChange) {
  write(1, 7, "one");
  auto browser = open(1, {7});
  subscribe(browser);
  settle();
  database().write([&](db::Transaction& tx) {
    tx.execute("UPDATE note SET room = 8 WHERE id = 1");
    append<RightsChanged>(tx, 1);
  });
  settle();
  EXPECT_THAT(browser->words("notes"), IsEmpty());
  EXPECT_EQ(browser->list("notes").seq, 1);
}

TEST_P(Hub, WhoLosesTheRightIsToldAndGetsNothingMore) {
  auto browser = open(1, {7});
  subscribe(browser);
  settle();
  set_rooms(1, {NoteTopic::forbidden_room});
  settle();
  EXPECT_THAT(browser->errors(), ElementsAre("notes:right_missing"));
  EXPECT_EQ(hub_->counts().streams, 0);
}

TEST_P(Hub, EverythingIsReadAnewWhenATopicSaysSo) {
  write(1, 7, "one");
  auto browser = open(1, {7});
  subscribe(browser);
  settle();
  database().write([&](db::Transaction& tx) {
    tx.execute("UPDATE note SET words = 'uno' WHERE id = 1");
    tx.execute("INSERT INTO note (id, room, words) VALUES (2, 7, 'dos')");
    append<RoomsChanged>(tx, 7);
  });
  settle();
  EXPECT_THAT(browser->words("notes"), ElementsAre(Pair(1, "uno"), Pair(2, "dos")));
  EXPECT_EQ(browser->list("notes").seq, 1);
}

TEST_P(Hub, WhatWasReadForANewcomerIsToldToTheOthersToo) {
  write(1, 7, "one");
  auto first = open(1, {7}), second = open(2, {7});
  subscribe(first);
  settle();
  write(1, 7, "uno");  // the hub has not heard of it
  subscribe(second);
  hub_->settle();
  EXPECT_THAT(second->words("notes"), ElementsAre(Pair(1, "uno")));
  EXPECT_THAT(first->words("notes"), ElementsAre(Pair(1, "uno")));
  EXPECT_EQ(first->list("notes").seq, second->list("notes").seq);
  write(1, 7, "one");  // and back, before it hears of either
  settle();
  EXPECT_THAT(second->words("notes"), ElementsAre(Pair(1, "one")));
  EXPECT_THAT(first->words("notes"), ElementsAre(Pair(1, "one")));
}

TEST_P(Hub, AFailedReadIsMadeUpFor) {
  auto browser = open(1, {7});
  subscribe(browser);
  settle();
  notes_->failures = 1;
  write(1, 7, "one");
  settle();
  EXPECT_THAT(browser->words("notes"), IsEmpty());
  write(2, 8, "unrelated");
  settle();
  EXPECT_THAT(browser->words("notes"), ElementsAre(Pair(1, "one")));
}

TEST_P(Hub, AFailedSubscriptionIsAnsweredAndMayBeRepeated) {
  auto browser = open(1, {7});
  notes_->failures = 1;
  subscribe(browser);
  settle();
  EXPECT_THAT(browser->errors(), ElementsAre("notes:unavailable"));
  subscribe(browser);
  settle();
  EXPECT_EQ(browser->list("notes").seq, 0);
}

TEST_P(Hub, AnEventThatATopicCannotReadCostsAReadOfEverything) {
  auto browser = open(1, {7});
  subscribe(browser);
  settle();
  notes_->broken_events = true;
  write(1, 7, "one");
  settle();
  EXPECT_THAT(browser->words("notes"), ElementsAre(Pair(1, "one")));
}

TEST_P(Hub, ListsTooLongToRememberStayRight) {
  for (int i = 1; i <= 40; ++i) write(i, 7, "x");
  auto browser = open(1, {7}), late = open(2, {7});
  subscribe(browser);
  settle();
  const std::string epoch = browser->list("notes").epoch;
  write(41, 7, "y");
  erase(1);
  settle();
  subscribe(late);
  settle();
  EXPECT_EQ(browser->words("notes"), fresh(1));
  EXPECT_EQ(late->words("notes"), fresh(1));
  EXPECT_EQ(browser->list("notes").epoch, epoch);
  database().write([&](db::Transaction& tx) {
    tx.execute("DELETE FROM note WHERE id > 20");
    append<RoomsChanged>(tx, 7);
  });
  settle();
  EXPECT_NE(browser->list("notes").epoch, epoch);
  write(3, 7, "again short");
  settle();
  EXPECT_EQ(browser->words("notes"), fresh(1));
  EXPECT_EQ(late->words("notes"), fresh(1));
}

// The promise of the live feed. Browsers come, go and resubscribe, notes appear, move
// between rooms and vanish, rights change, and the hub hears of it late and in batches
// of any size. Whenever it has heard of all, every list is what a fresh read gives.
TEST_P(Hub, TheDeltasOfARandomDayGiveWhatAFreshReadGives) {
  std::mt19937 random(20261121);
  auto pick = [&](std::int64_t count) { return std::uniform_int_distribution<std::int64_t>(0, count - 1)(random); };
  auto some_rooms = [&] {
    std::set<std::int64_t> rooms{pick(4)};
    while (pick(2) == 0) rooms.insert(pick(4));
    return std::vector<std::int64_t>(rooms.begin(), rooms.end());
  };
  auto some_ids = [&] {
    std::vector<std::int64_t> ids;
    for (std::int64_t i = 1 + pick(4); i > 0; --i) ids.push_back(1 + pick(60));
    return ids;
  };
  struct Desk {
    std::int64_t viewer;
    std::shared_ptr<Browser> browser;
    bool whole = false;
    std::optional<std::vector<std::int64_t>> ids;
  };
  std::vector<Desk> desks;
  for (std::int64_t viewer = 1; viewer <= 6; ++viewer) desks.push_back({viewer, open(viewer, some_rooms()), false, {}});
  int checked = 0;
  auto check_all = [&] {
    settle();
    for (const Desk& desk : desks) {
      EXPECT_EQ(desk.browser->closed(), 0);
      EXPECT_THAT(desk.browser->errors(), IsEmpty());
      if (desk.whole) {
        EXPECT_EQ(desk.browser->words("notes"), fresh(desk.viewer)) << "viewer " << desk.viewer;
      }
      if (desk.ids) {
        EXPECT_EQ(desk.browser->words("chosen"), fresh(desk.viewer, &*desk.ids)) << "viewer " << desk.viewer;
      }
      checked += desk.whole + desk.ids.has_value();
    }
  };
  for (int step = 0; step < 1'500 && !HasFailure(); ++step) {
    Desk& desk = desks[static_cast<std::size_t>(pick(static_cast<std::int64_t>(desks.size())))];
    switch (pick(20)) {
      case 0:
        subscribe(desk.browser);
        desk.whole = true;
        break;
      case 1:
        subscribe_to(desk.browser, *(desk.ids = some_ids()));
        break;
      case 2:
        unsubscribe(desk.browser, "notes");
        hub_->settle();
        desk.browser->forget("notes");
        desk.whole = false;
        break;
      case 3:
        if (pick(3) == 0) set_rooms(desk.viewer, some_rooms());
        break;
      case 4:
        if (pick(3) == 0) {
          hub_->detach(desk.browser->id());
          desk = {desk.viewer, open(desk.viewer, some_rooms()), false, {}};
        }
        break;
      case 5:
      case 6:
        erase(1 + pick(60));
        break;
      case 7:
      case 8:
      case 9:
        pump();
        break;
      case 10:
        check_all();
        break;
      case 11:
        if (pick(10) == 0)
          database().write([&](db::Transaction& tx) {
            tx.execute("UPDATE note SET room = ?1 WHERE room = ?2", pick(4), pick(4));
            append<RoomsChanged>(tx, 0);
          });
        break;
      default:
        write(1 + pick(60), pick(4), std::to_string(pick(5)));
    }
  }
  check_all();
  EXPECT_GE(checked, 200);
}

TEST_P(Hub, ThePumpFeedsIt) {
  events::Pump pump(database());
  pump.add_live([&](const std::vector<events::Event>& batch) { hub_->changed(batch); });
  pump.start();
  auto browser = open(1, {7});
  subscribe(browser);
  for (int i = 1; i <= 20; ++i) write(i, 7, std::to_string(i));
  pump.catch_up();
  hub_->settle();
  EXPECT_EQ(browser->words("notes"), fresh(1));
  pump.stop();
}

TEST_P(Hub, AStoppedHubWaitsForNothing) {
  auto browser = open(1, {7});
  hub_->stop();
  subscribe(browser);
  hub_->settle();
  hub_->stop();
  EXPECT_THAT(browser->frames(), IsEmpty());
}

YINGDA_ON_BOTH_ENGINES(Hub);

}  // namespace
