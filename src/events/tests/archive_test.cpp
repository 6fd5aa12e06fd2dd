#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "events/events.h"
#include "events/testing.h"
#include "tests/support/databases.h"

namespace {

using db::Transaction;
using events::Event;
using testing::ElementsAre;
using testing::HasSubstr;

const base::Time midnight = *base::from_rfc3339("2026-02-01T00:00:00Z");

class Archive : public support::StoreTest {
 protected:
  void append(base::Duration after_midnight, std::int64_t subject) {
    database().write([&](Transaction& tx) {
      events::append(tx,
                     {.at = midnight + after_midnight,
                      .actor = {base::ActorKind::ApiKey, 3},
                      .centre_id = 4,
                      .subject_id = subject},
                     "test.happened", R"({"figures":[1,2.5],"word":"中"})");
    });
    events::wait_until_settled(database());
  }
  std::int64_t archive(int days_after_midnight = 1) {
    return events::archive(database(), folder_.path(), midnight + std::chrono::days(days_after_midnight));
  }
  std::vector<std::int64_t> archived(const std::string& date) {
    std::vector<std::int64_t> subjects;
    events::read_archive(file(date), [&](const Event& event) { subjects.push_back(event.subject_id); });
    return subjects;
  }
  std::vector<std::int64_t> left() {
    return database().read([](Transaction& tx) {
      std::vector<std::int64_t> subjects;
      for (const Event& event : events::read_after(tx, {}, 100'000)) subjects.push_back(event.subject_id);
      return subjects;
    });
  }
  std::string file(const std::string& date) { return folder_.path("events-" + date + ".jsonl.gz"); }
  std::vector<std::string> files() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
      names.push_back(entry.path().filename());
    return names;
  }

  support::TempFolder folder_;
};
YINGDA_ON_BOTH_ENGINES(Archive);

constexpr std::chrono::hours hour{1};

TEST_P(Archive, EventsGoIntoTheFileOfTheirUtcDayUnchanged) {
  append(-hour, 1);
  append(hour, 2);
  append(23 * hour, 3);
  append(24 * hour, 4);
  auto before = database().read([](Transaction& tx) { return events::read_after(tx, {}, 10); });
  EXPECT_EQ(archive(), 3);
  EXPECT_THAT(left(), ElementsAre(4));
  EXPECT_THAT(archived("2026-01-31"), ElementsAre(1));
  EXPECT_THAT(archived("2026-02-01"), ElementsAre(2, 3));
  events::read_archive(file("2026-01-31"), [&](const Event& event) {
    EXPECT_EQ(event.position, before[0].position);
    EXPECT_EQ(event.at, before[0].at);
    EXPECT_EQ(event.type, before[0].type);
    EXPECT_EQ(event.actor, before[0].actor);
    EXPECT_EQ(event.centre_id, before[0].centre_id);
    EXPECT_EQ(event.body, before[0].body);
  });
}

TEST_P(Archive, ADayThatHasNotEndedStays) {
  append(hour, 1);
  EXPECT_EQ(events::archive(database(), folder_.path(), midnight + 23 * hour), 0);
  EXPECT_THAT(left(), ElementsAre(1));
  EXPECT_THAT(files(), ElementsAre());
}

TEST_P(Archive, WhatADurableReaderHasNotPassedStays) {
  for (int i = 1; i <= 3; ++i) append(i * hour, i);
  database().write([](Transaction& tx) {
    auto second = events::read_after(tx, {}, 2)[1].position;
    events::save_cursor(tx, "slow", second);
    events::save_cursor(tx, "fast", events::end(tx));
  });
  EXPECT_EQ(archive(), 2);
  EXPECT_THAT(left(), ElementsAre(3));
}

TEST_P(Archive, ADayThatGetsMoreEventsLaterKeepsAllInOneFile) {
  append(hour, 1);
  EXPECT_EQ(archive(), 1);
  append(2 * hour, 2);
  EXPECT_EQ(archive(), 1);
  EXPECT_EQ(archive(), 0);
  EXPECT_THAT(archived("2026-02-01"), ElementsAre(1, 2));
  EXPECT_THAT(files(), ElementsAre("events-2026-02-01.jsonl.gz"));
}

// Killed between the file and the deletion: the file is there, and so are the events.
TEST_P(Archive, AnArchiveThatWasCutShortIsTakenUpWithoutDoubles) {
  append(hour, 1);
  append(2 * hour, 2);
  auto kept = database().read([](Transaction& tx) { return events::read_after(tx, {}, 10); });
  EXPECT_EQ(archive(), 2);
  database().write([&](Transaction& tx) {
    for (const Event& event : kept)
      tx.execute(
          "INSERT INTO event (transaction_id, seq, at, type, actor_kind, actor_id, centre_id, subject_id, body) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
          event.position.transaction, event.position.seq, event.at, event.type, event.actor.kind, event.actor.id,
          event.centre_id, event.subject_id, event.body);
  });
  append(3 * hour, 3);
  EXPECT_EQ(archive(), 1);
  EXPECT_THAT(left(), ElementsAre());
  EXPECT_THAT(archived("2026-02-01"), ElementsAre(1, 2, 3));
}

TEST_P(Archive, ADayOfManyEventsIsMovedInParts) {
  constexpr int many = 5'500;
  database().write([](Transaction& tx) {
    for (int i = 1; i <= many; ++i) events::append(tx, {.at = midnight + hour, .subject_id = i}, "test.happened", "{}");
  });
  EXPECT_EQ(archive(), many);
  EXPECT_THAT(left(), ElementsAre());
  EXPECT_EQ(archived("2026-02-01").size(), static_cast<std::size_t>(many));
}

TEST_P(Archive, NothingIsDeletedWhenTheFileCannotBeWritten) {
  append(hour, 1);
  EXPECT_THROW(events::archive(database(), folder_.path("missing"), midnight + 48 * hour), std::runtime_error);
  EXPECT_THAT(left(), ElementsAre(1));
}

TEST_P(Archive, NothingIsDeletedWhenABodyIsNotJson) {
  database().write([](Transaction& tx) { events::append(tx, {.at = midnight}, "test.broken", "{"); });
  EXPECT_THROW(archive(), std::runtime_error);
  EXPECT_EQ(left().size(), 1u);
  EXPECT_THAT(files(), ElementsAre());
}

TEST_P(Archive, NewEventsFollowThePlaceOfAReaderWhoseEventsWereAllArchived) {
  append(hour, 1);
  auto end = database().read([](Transaction& tx) { return events::end(tx); });
  EXPECT_EQ(archive(), 1);
  append(2 * hour, 2);
  auto next = database().read([&](Transaction& tx) { return events::read_after(tx, end, 10); });
  ASSERT_EQ(next.size(), 1u);
  EXPECT_EQ(next[0].subject_id, 2);
}

class ArchiveFile : public Archive {
 protected:
  std::string complaint() {
    bool handed_over = false;
    try {
      events::read_archive(file("2026-02-01"), [&](const Event&) { handed_over = true; });
    } catch (const std::runtime_error& fault) {
      EXPECT_FALSE(handed_over);
      return fault.what();
    }
    return "";
  }
};
INSTANTIATE_TEST_SUITE_P(Only, ArchiveFile, testing::Values(db::Engine::Sqlite), support::engine_name);

TEST_P(ArchiveFile, IsRefusedWhenMissing) {
  EXPECT_THAT(complaint(), HasSubstr("cannot be read"));
}

TEST_P(ArchiveFile, IsRefusedWhenCutOffAnywhere) {
  for (int i = 1; i <= 20; ++i) append(hour, i);
  archive();
  auto size = std::filesystem::file_size(file("2026-02-01"));
  for (auto cut = size - 1; cut > 0; cut -= std::min<std::uintmax_t>(cut, 7)) {
    std::filesystem::resize_file(file("2026-02-01"), cut);
    EXPECT_NE(complaint(), "") << cut << " of " << size;
  }
}

TEST_P(ArchiveFile, IsRefusedWhenALineIsMissing) {
  for (int i = 1; i <= 3; ++i) append(hour, i);
  archive();
  std::string command =
      "f='" + file("2026-02-01") + "'; zcat \"$f\" | sed 2d | gzip >\"$f.new\" && mv \"$f.new\" \"$f\"";
  ASSERT_EQ(std::system(command.c_str()), 0);
  EXPECT_THAT(complaint(), HasSubstr("was altered"));
}

TEST_P(ArchiveFile, IsRefusedWhenAByteChanged) {
  for (int i = 1; i <= 3; ++i) append(hour, i);
  archive();
  {
    std::fstream stream(file("2026-02-01"), std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(40);
    char byte = static_cast<char>(stream.get() ^ 1);
    stream.seekp(40);
    stream.put(byte);
  }
  EXPECT_NE(complaint(), "");
}

}  // namespace
