// Recordings from their beginning to their deletion, on both databases.

#include "telephony/recordings/recordings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>

#include "contacts/testing.h"
#include "http/message.h"
#include "telephony/recordings/events.h"
#include "telephony/recordings/rights.h"
#include "telephony/store.h"
#include "tests/support/databases.h"
#include "voice/recording/recorder.h"

namespace telephony {
namespace {

using namespace std::chrono_literals;
using agents::fixture::Floor;
using agents::fixture::need;
using agents::fixture::why;
using contacts::fixture::Lobby;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::uint8_t silent = 0xd5, loud = 0x2a;  // A-law

// The voice engine's recorder, of which one waits for what it wrote.
class Tape {
 public:
  // Seconds in which the left is loud and the right is silent; gives the length in bytes.
  std::int64_t record(const RecordingFile& file, int seconds) {
    start(file, seconds);
    recorder_->stop(voice::RecordingId{1}, voice::media::RecordingEnd::Stopped, {});
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(changed_.wait_for(lock, 10s, [this] { return ended_; }));
    return static_cast<std::int64_t>(std::filesystem::file_size(file.path));
  }
  // As a killed server leaves it.
  void break_off(const RecordingFile& file, int seconds) {
    record(file, seconds);
    // Without its last frame.
    std::filesystem::resize_file(file.path, 48 + static_cast<std::uintmax_t>(seconds) * (4 + 16'000 + 16));
  }

 private:
  void start(const RecordingFile& file, int seconds) {
    recorder_ = std::make_unique<voice::recording::Recorder>([this](const voice::media::Event&) {
      const std::lock_guard lock(mutex_);
      ended_ = true;
      changed_.notify_all();
    });
    ended_ = false;
    recorder_->start(voice::RecordingId{1}, file.path, file.key);
    voice::recording::Second second;
    for (int i = 0; i < 8'000; ++i) {
      second.push_back(loud);
      second.push_back(silent);
    }
    for (int i = 0; i < seconds; ++i) recorder_->put(voice::RecordingId{1}, second);
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool ended_ = false;  // under mutex_
  std::unique_ptr<voice::recording::Recorder> recorder_;
};

class RecordingsTest : public support::StoreTest {
 protected:
  NewRecording fresh() {
    NewRecording recording;
    recording.id = lobby.platform().ids.make<voice::RecordingId>();
    recording.centre_id = queue.centre_id;
    recording.queue_id = queue.id;
    recording.agent_id = Floor::id_of(li);
    recording.number = "+8613800138000";
    recording.masked = "138****8000";
    return recording;
  }
  RecordingFile begin(const NewRecording& recording) {
    return database().write([&](db::Transaction& tx) { return recordings.begin(tx, recording); });
  }
  voice::RecordingId record(NewRecording recording, int seconds = 2) {
    const auto file = begin(recording);
    const auto bytes = Tape().record(file, seconds);
    floor.world.clock.advance(std::chrono::seconds{seconds});
    database().write([&](db::Transaction& tx) { recordings.end(tx, recording.id, seconds * 1'000, bytes); });
    return recording.id;
  }
  std::vector<voice::RecordingId> found(const RecordingFilter& filter) {
    std::vector<voice::RecordingId> ids;
    for (const auto& each : need(recordings.recordings(lobby.admin(), filter, {})).items) ids.push_back(each.id);
    return ids;
  }
  std::vector<std::string> files() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path("recordings")))
      if (entry.is_regular_file()) names.push_back(entry.path().filename().string());
    return names;
  }
  std::vector<std::string> audited() {
    std::vector<std::string> actions;
    database().read([&](db::Transaction& tx) {
      for (db::Row row : tx.query("SELECT action FROM audit WHERE action LIKE 'recording.%' ORDER BY id"))
        actions.emplace_back(row.text(0));
    });
    return actions;
  }
  Recording get(voice::RecordingId id) { return need(recordings.recording(lobby.admin(), id)); }

  support::TempFolder folder;
  Lobby lobby{database(), folder.path("files"), recording_rights()};
  Floor& floor = lobby.hall.floor;
  routing::Queue queue = lobby.hall.queue("热线");
  org::Actor li = floor.agent("li");
  Recordings recordings{lobby.platform(), folder.path("recordings")};
};

TEST_P(RecordingsTest, WhatWasRecordedIsFoundAndHeardOnBothSides) {
  auto id = record(fresh());
  auto kept = get(id);
  EXPECT_EQ(kept.state, RecordingState::Kept);
  EXPECT_EQ(kept.length_ms, 2'000);
  EXPECT_EQ(kept.team_id, floor.world.north_team);
  EXPECT_EQ(kept.expires_at, *kept.ended_at + 24h * Recordings::default_days);
  auto peaks = need(recordings.peaks(lobby.admin(), id, 10));
  EXPECT_EQ(peaks.length_ms, 2'000);
  ASSERT_EQ(peaks.said.size(), 10u);
  EXPECT_GT(peaks.said[5], 500);
  EXPECT_LT(peaks.heard[5], 10);
  auto wav = need(recordings.play(lobby.admin(), id, Recordings::Hearing::Begins));
  ASSERT_EQ(wav->size, 44 + 2 * 8'000 * 4);
  const auto whole = wav->read(0, 44) + wav->read(44, wav->size - 44);
  EXPECT_EQ(whole.substr(0, 4), "RIFF");
  EXPECT_EQ(whole.size(), static_cast<std::size_t>(wav->size));
  EXPECT_EQ(wav->read(1'001, 77), whole.substr(1'001, 77)) << "any range is a part of the whole";
  EXPECT_EQ(wav->read(wav->size - 3, 3), whole.substr(whole.size() - 3));
  need(recordings.play(lobby.admin(), id, Recordings::Hearing::GoesOn));
  need(recordings.download(lobby.admin(), id));
  EXPECT_THAT(audited(), ElementsAre("recording.played", "recording.downloaded")) << "seeking is not hearing anew";
}

TEST_P(RecordingsTest, ARecordingIsFoundByWhatIsAsked) {
  auto first = record(fresh(), 1);
  auto other = fresh();
  other.number = "+8613911112222";
  other.direction = contacts::Direction::Outbound;
  other.agent_id.reset();
  auto second = record(other, 3);
  EXPECT_THAT(found({}), ElementsAre(second, first));
  EXPECT_THAT(found({.number = "13911112222"}), IsEmpty()) << "the country belongs to the number";
  EXPECT_THAT(found({.number = "+86 139 1111 2222"}), ElementsAre(second));
  EXPECT_THAT(found({.number = "8000"}), ElementsAre(first));
  EXPECT_THAT(found({.min_seconds = 2}), ElementsAre(second));
  EXPECT_THAT(found({.max_seconds = 2}), ElementsAre(first));
  EXPECT_THAT(found({.direction = contacts::Direction::Outbound}), ElementsAre(second));
  EXPECT_THAT(found({.agent_id = Floor::id_of(li)}), ElementsAre(first));
  EXPECT_THAT(found({.until = get(second).started_at, .queue_id = queue.id}), ElementsAre(first));
  EXPECT_THAT(found({.held = true}), IsEmpty());
}

TEST_P(RecordingsTest, ARecordingIsFoundByEveryAgentOfItsCall) {
  const auto xu = floor.agent("xu");
  auto recording = fresh();
  recording.call_id = lobby.platform().ids.make<CallId>();
  database().write([&](db::Transaction& tx) {
    CallRow call;
    call.id = recording.call_id;
    call.centre_id = queue.centre_id;
    put(tx, call);
    PartyRow party;
    party.id = lobby.platform().ids.make<PartyId>();
    party.call_id = call.id;
    party.role = PartyRole::Colleague;
    party.person_id = Floor::id_of(xu);
    put(tx, party);
  });
  const auto id = record(recording);
  EXPECT_THAT(found({.agent_id = Floor::id_of(xu)}), IsEmpty()) << "only asked";
  database().write([&](db::Transaction& tx) { tx.execute("UPDATE voice_party SET answered_at = 1"); });
  EXPECT_THAT(found({.agent_id = Floor::id_of(xu)}), ElementsAre(id));
  EXPECT_THAT(found({.agent_id = Floor::id_of(li)}), ElementsAre(id));
}

TEST_P(RecordingsTest, MarksStandWhereTheyWereMadeAndNoneComeAfterTheEnd) {
  auto recording = fresh();
  auto file = begin(recording);
  auto mark = [&](MarkKind kind, std::int64_t at) {
    database().write([&](db::Transaction& tx) { Recordings::mark(tx, recording.id, kind, at); });
  };
  mark(MarkKind::Pause, 400);
  mark(MarkKind::GoOn, 900);
  EXPECT_EQ(why(recordings.play(lobby.admin(), recording.id, Recordings::Hearing::Begins)), "recording_is_recording");
  const auto bytes = Tape().record(file, 1);
  database().write([&](db::Transaction& tx) { recordings.end(tx, recording.id, 1'000, bytes); });
  mark(MarkKind::Hold, 950);
  const auto marks = get(recording.id).marks;
  ASSERT_EQ(marks.size(), 2u);
  EXPECT_EQ(marks[1].kind, MarkKind::GoOn);
  EXPECT_EQ(marks[1].at_ms, 900);
}

TEST_P(RecordingsTest, WhatAKilledServerLeftIsAsLongAsItsFile) {
  auto broken = fresh(), empty = fresh();
  Tape().break_off(begin(broken), 3);
  begin(empty);
  floor.world.clock.advance(1h);
  recordings.close_broken();
  recordings.close_broken();
  EXPECT_EQ(get(broken.id).state, RecordingState::Kept);
  EXPECT_EQ(get(broken.id).length_ms, 3'000);
  EXPECT_EQ(get(broken.id).ended_at, get(broken.id).started_at + 3s);
  EXPECT_EQ(get(empty.id).state, RecordingState::Lost);
  EXPECT_GT(need(recordings.play(lobby.admin(), broken.id, Recordings::Hearing::Begins))->size, 90'000);
  EXPECT_EQ(why(recordings.play(lobby.admin(), empty.id, Recordings::Hearing::Begins)), "recording_is_lost");
}

TEST_P(RecordingsTest, TheRuleOfTheQueueCountsBeforeThatOfTheNearestCentre) {
  auto id = record(fresh());
  const auto ended = *get(id).ended_at;
  auto days = [&] { return (*get(id).expires_at - ended) / 24h; };
  auto root = need(recordings.create_retention(lobby.admin(), {floor.world.root, {}, 400}));
  EXPECT_EQ(days(), 400);
  auto north = need(recordings.create_retention(lobby.admin(), {floor.world.north, {}, 90}));
  EXPECT_EQ(days(), 90);
  auto own = need(recordings.create_retention(lobby.admin(), {queue.centre_id, queue.id, 30}));
  EXPECT_EQ(days(), 30);
  need(recordings.edit_retention(lobby.admin(), own.id, own.version, {queue.centre_id, queue.id, 7}));
  EXPECT_EQ(days(), 7);
  EXPECT_EQ(why(recordings.edit_retention(lobby.admin(), own.id, own.version, own)), "stale");
  EXPECT_EQ(why(recordings.create_retention(lobby.admin(), {queue.centre_id, queue.id, 8})), "/queue_id taken");
  EXPECT_EQ(why(recordings.create_retention(lobby.admin(), {floor.world.south, queue.id, 8})),
            "/queue_id no_such_object");
  need(recordings.delete_retention(lobby.admin(), own.id));
  need(recordings.delete_retention(lobby.admin(), north.id));
  EXPECT_EQ(days(), 400);
  need(recordings.delete_retention(lobby.admin(), root.id));
  EXPECT_EQ(days(), Recordings::default_days);
}

TEST_P(RecordingsTest, WhatHasExpiredIsDeletedUnlessItIsHeld) {
  need(recordings.create_retention(lobby.admin(), {queue.centre_id, queue.id, 1}));
  auto gone = record(fresh()), held = record(fresh());
  need(recordings.hold(lobby.admin(), held, {"诉讼"}));
  EXPECT_EQ(recordings.delete_expired(), 0);
  floor.world.clock.advance(25h);
  auto young = record(fresh());
  EXPECT_EQ(recordings.delete_expired(), 1);
  EXPECT_EQ(get(gone).state, RecordingState::Deleted);
  EXPECT_EQ(get(gone).number, "");
  EXPECT_THAT(found({}), ElementsAre(young, held));
  EXPECT_EQ(files().size(), 2u);
  EXPECT_EQ(why(recordings.play(lobby.admin(), gone, Recordings::Hearing::Begins)), "recording_is_deleted");
  EXPECT_EQ(why(recordings.remove(lobby.admin(), held)), "recording_is_held");
  need(recordings.release(lobby.admin(), held));
  EXPECT_EQ(recordings.delete_expired(), 1);
  EXPECT_THAT(audited(), ElementsAre("recording.held", "recording.released"));
}

TEST_P(RecordingsTest, TheDataOfACustomerGoesAndWhatIsHeldStays) {
  customers::CustomerFields fields;
  fields.centre_id = floor.world.north;
  fields.name = "王先生";
  auto customer = need(lobby.customers.create(lobby.admin(), fields)).id;
  auto recording = fresh();
  recording.customer_id = customer;
  auto first = record(recording);
  recording.id = lobby.platform().ids.make<voice::RecordingId>();
  auto held = record(recording);
  auto other = record(fresh());
  need(recordings.hold(lobby.admin(), held, {"投诉"}));
  auto deleted = need(recordings.remove_of_customer(lobby.admin(), customer));
  EXPECT_EQ(deleted.deleted, 1);
  EXPECT_EQ(deleted.held, 1);
  EXPECT_EQ(get(first).state, RecordingState::Deleted);
  EXPECT_EQ(get(other).state, RecordingState::Kept);
  EXPECT_THAT(found({.customer_id = customer}), ElementsAre(held));
}

TEST_P(RecordingsTest, WhoMayNotHearItDoesNot) {
  auto id = record(fresh());
  auto south = floor.world.add_role("南方", {"recordings.view", "recordings.play"});
  floor.world.add_person("nan", floor.world.south_place(), {{south, org::Scope::Centre}});
  EXPECT_EQ(why(recordings.play(floor.world.actor("nan"), id, Recordings::Hearing::Begins)), "not_found");
  auto looks = floor.world.add_role("只看", {"recordings.view"});
  floor.world.add_person("kan", floor.world.north_place(), {{looks, org::Scope::Team}});
  EXPECT_EQ(get(id).id, need(recordings.recording(floor.world.actor("kan"), id)).id);
  EXPECT_NE(why(recordings.play(floor.world.actor("kan"), id, Recordings::Hearing::Begins)), "");
  EXPECT_NE(why(recordings.download(floor.world.actor("kan"), id)), "");
  EXPECT_NE(why(recordings.peaks(floor.world.actor("kan"), id, 10)), "");
  EXPECT_THAT(audited(), IsEmpty());
}

TEST_P(RecordingsTest, AFileThatWasAlteredIsNotPlayed) {
  auto recording = fresh();
  auto file = begin(recording);
  const auto bytes = Tape().record(file, 1);
  database().write([&](db::Transaction& tx) { recordings.end(tx, recording.id, 1'000, bytes); });
  std::fstream altered(file.path, std::ios::in | std::ios::out | std::ios::binary);
  altered.seekg(200);
  const int before = altered.get();
  altered.seekp(200);
  altered.put(static_cast<char>(before ^ 1));
  altered.close();
  auto wav = need(recordings.play(lobby.admin(), recording.id, Recordings::Hearing::Begins));
  EXPECT_THROW(wav->read(44, 100), std::runtime_error);
}

YINGDA_ON_BOTH_ENGINES(RecordingsTest);

TEST_P(RecordingsTest, AMessageIsHeardWithoutTheRightToHearCallsAndACallIsNot) {
  auto message = fresh();
  message.voicemail = true;
  const auto left = record(message), call = record(fresh());
  EXPECT_EQ(why(recordings.play(li, left, Recordings::Hearing::Begins)), "right_missing");
  EXPECT_TRUE(recordings.play_message(li, left, Recordings::Hearing::Begins));
  EXPECT_TRUE(recordings.play_message(li, left, Recordings::Hearing::GoesOn));
  EXPECT_THAT(audited(), ElementsAre("recording.played"));
  EXPECT_EQ(need(recordings.message_peaks(left, 4)).said.size(), 4U);
  EXPECT_EQ(why(recordings.play_message(li, call, Recordings::Hearing::Begins)), "not_found");
  EXPECT_EQ(why(recordings.message_peaks(call, 4)), "not_found");
}

}  // namespace
}  // namespace telephony
