// Prompts and their sound, on both databases.

#include "ivr/prompts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>
#include <unistd.h>

#include <cmath>
#include <fstream>
#include <numbers>

#include "agents/testing.h"
#include "ivr/ivr.h"
#include "ivr/rights.h"
#include "ivr/sound.h"
#include "ivr/speaker.h"
#include "ivr/testing.h"
#include "tests/support/databases.h"

namespace ivr {
namespace {

using namespace fixture;
using agents::fixture::need;
using agents::fixture::why;
using ::testing::SizeIs;

// A tone of 440 Hz as a file of this format.
std::string tone(int format, int rate, int channels, double seconds, double height = 0.05) {
  support::TempFolder folder;
  SF_INFO info{};
  info.samplerate = rate;
  info.channels = channels;
  info.format = format;
  auto path = folder.path("tone");
  auto* file = sf_open(path.c_str(), SFM_WRITE, &info);
  if (!file) return "";
  std::vector<float> frames;
  for (int i = 0; i < static_cast<int>(rate * seconds); ++i)
    for (int c = 0; c < channels; ++c)
      frames.push_back(static_cast<float>(height * std::sin(2 * std::numbers::pi * 440 * i / rate)));
  sf_writef_float(file, frames.data(), static_cast<sf_count_t>(frames.size()) / channels);
  sf_close(file);
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// How often the sound rises through zero, a second.
double pitch_of(const Samples& samples) {
  int rises = 0;
  for (std::size_t i = 1; i < samples.size(); ++i) rises += samples[i - 1] < 0 && samples[i] >= 0;
  return rises * 8'000.0 / static_cast<double>(samples.size());
}

double loudness_of(const Samples& samples) {
  double sum = 0;
  for (auto sample : samples) sum += static_cast<double>(sample) * sample;
  return std::sqrt(sum / static_cast<double>(samples.size()));
}

TEST(Sound, FilesOfPeopleBecomeSoundOfTelephones) {
  const std::vector<std::pair<int, int>> files{{SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44'100},
                                               {SF_FORMAT_WAV | SF_FORMAT_PCM_24, 48'000},
                                               {SF_FORMAT_OGG | SF_FORMAT_VORBIS, 22'050},
                                               {SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 44'100}};
  for (auto [format, rate] : files) {
    auto made = tone(format, rate, 2, 1.0);
    ASSERT_FALSE(made.empty()) << format;
    auto samples = decode(made);
    ASSERT_TRUE(samples.has_value()) << format;
    EXPECT_NEAR(static_cast<double>(samples->size()), 8'000, 600) << format;
    EXPECT_NEAR(pitch_of(*samples), 440, 40) << format;
  }
}

TEST(Sound, SpeechIsBroughtToOneLoudness) {
  auto quiet = need(decode(tone(SF_FORMAT_WAV | SF_FORMAT_PCM_16, 8'000, 1, 1.0, 0.02)));
  auto loud = need(decode(tone(SF_FORMAT_WAV | SF_FORMAT_PCM_16, 8'000, 1, 1.0, 0.9)));
  normalise(quiet);
  normalise(loud);
  EXPECT_NEAR(loudness_of(quiet), 3'277, 100);
  EXPECT_NEAR(loudness_of(loud), 3'277, 100);
  Samples silence(8'000, 3);
  normalise(silence);
  EXPECT_EQ(silence, Samples(8'000, 3));
}

TEST(Sound, WhatIsNoSoundIsRefused) {
  EXPECT_EQ(why(decode("")), "sound_unreadable");
  EXPECT_EQ(why(decode("RIFF....WAVE")), "sound_unreadable");
  EXPECT_EQ(why(decode(std::string(1'000, '\xFF'))), "sound_unreadable");
}

TEST(Sound, LongSoundIsRefused) {
  EXPECT_EQ(why(decode(to_wav(Samples(8'000 * 601, 1)))), "sound_too_long");
}

TEST(Sound, AWavFileIsReadBackAsItWasWritten) {
  Samples samples{0, 1, -1, 32'767, -32'768};
  EXPECT_EQ(from_wav(to_wav(samples)), samples);
  EXPECT_EQ(need(decode(to_wav(Samples(800, 500)))).size(), 800U);
}

TEST(SpokenText, DigitsAmountsAndDatesAreSaidAsPeopleDo) {
  EXPECT_EQ(spoken_text(SpeechKind::Digits, "1 38", "zh-CN"), "一，三，八");
  EXPECT_EQ(spoken_text(SpeechKind::Digits, "40", "en"), "four, zero");
  EXPECT_EQ(spoken_text(SpeechKind::Amount, "12.50", "zh-CN"), "12元5角");
  EXPECT_EQ(spoken_text(SpeechKind::Amount, "-3.05", "zh-CN"), "负3元零5分");
  EXPECT_EQ(spoken_text(SpeechKind::Amount, "7", "zh-CN"), "7元");
  EXPECT_EQ(spoken_text(SpeechKind::Amount, "12.5", "en"), "12 yuan and 50 fen");
  EXPECT_EQ(spoken_text(SpeechKind::Amount, "viel", "en"), "viel");
  EXPECT_EQ(spoken_text(SpeechKind::Date, "2026-01-31", "zh-CN"), "二零二六年1月31日");
  EXPECT_EQ(spoken_text(SpeechKind::Date, "2026-01-31", "en"), "January 31, 2026");
  EXPECT_EQ(spoken_text(SpeechKind::Date, "2026-13-31", "en"), "2026-13-31");
}

class PromptsTest : public support::StoreTest {
 protected:
  static bool can_speak() { return ::access("/usr/bin/espeak-ng", X_OK) == 0; }
  Prompt add(const std::string& name, const std::string& text, const std::string& text_en = "") {
    return need(prompts.create_prompt(floor.admin, {floor.world.north, name, text, text_en}));
  }
  static Speech prompt_speech(PromptId id) { return {SpeechKind::Prompt, id, "", true}; }
  static Speech text_speech(const std::string& text, bool lasting) { return {SpeechKind::Text, {}, text, lasting}; }
  std::int64_t kept_texts() {
    return database().read(
        [](db::Transaction& tx) { return tx.query("SELECT count(*) FROM ivr_speech")[0].integer(0); });
  }

  support::TempFolder folder;
  agents::fixture::Floor floor{database(), flow_rights()};
  files::Store files{folder.path("files"), floor.world.keys};
  Prompts prompts{floor.world.platform, files};
};

TEST_P(PromptsTest, ARecordingIsHeardInPlaceOfTheText) {
  auto prompt = add("欢迎语", "您好");
  auto recorded = need(
      prompts.record(floor.admin, prompt.id, "zh-CN", tone(SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 44'100, 1, 0.5)));
  EXPECT_NEAR(static_cast<double>(recorded.recorded_ms.value()), 500, 80);
  EXPECT_EQ(recorded.version, 2);
  auto sound = need(prompts.sound(prompt_speech(prompt.id), "zh-CN"));
  EXPECT_NEAR(pitch_of(*sound), 440, 40);
  EXPECT_EQ(need(prompts.sound(prompt_speech(prompt.id), "en")), need(prompts.sound(prompt_speech(prompt.id), "en")));
  EXPECT_EQ(need(prompts.playable(floor.admin, prompt.id, "zh-CN")), to_wav(*sound));
  auto silent = need(prompts.delete_recording(floor.admin, prompt.id, "zh-CN"));
  EXPECT_FALSE(silent.recorded_ms);
  EXPECT_EQ(need(prompts.delete_recording(floor.admin, prompt.id, "zh-CN")).version, silent.version);
}

TEST_P(PromptsTest, ANewRecordingIsHeardAtOnce) {
  auto prompt = add("欢迎语", "您好");
  need(prompts.record(floor.admin, prompt.id, "zh-CN", to_wav(Samples(8'000, 900))));
  EXPECT_THAT(*need(prompts.sound(prompt_speech(prompt.id), "zh-CN")), SizeIs(8'000));
  need(prompts.record(floor.admin, prompt.id, "zh-CN", to_wav(Samples(4'000, 900))));
  EXPECT_THAT(*need(prompts.sound(prompt_speech(prompt.id), "zh-CN")), SizeIs(4'000));
  // Also by another node, or after a restart.
  Prompts others(floor.world.platform, files);
  EXPECT_THAT(*need(others.sound(prompt_speech(prompt.id), "zh-CN")), SizeIs(4'000));
}

TEST_P(PromptsTest, PiecesAreHeardOneAfterTheOther) {
  auto prompt = add("提示", "您好");
  need(prompts.record(floor.admin, prompt.id, "zh-CN", to_wav(Samples(1'600, 900))));
  std::vector<Speech> twice{prompt_speech(prompt.id), prompt_speech(prompt.id)};
  EXPECT_FALSE(prompts.find_sound(twice, "zh-CN"));
  EXPECT_THAT(*need(prompts.sound(twice, "zh-CN")), SizeIs(1'600 + 960 + 1'600));
  ASSERT_TRUE(prompts.find_sound(twice, "zh-CN"));
  EXPECT_THAT(*prompts.find_sound(twice, "zh-CN"), SizeIs(1'600 + 960 + 1'600));
}

TEST_P(PromptsTest, WhatIsNoSoundIsNotTaken) {
  auto prompt = add("提示", "您好");
  EXPECT_EQ(why(prompts.record(floor.admin, prompt.id, "zh-CN", "hello")), "sound_unreadable");
  EXPECT_EQ(why(prompts.record(floor.admin, prompt.id, "fr", to_wav(Samples(800, 1)))), "?language flow_bad_language");
  EXPECT_EQ(why(prompts.record(floor.admin, prompt.id, "en", std::string(most_upload_bytes + 1, 'x'))),
            "file_too_large");
}

TEST_P(PromptsTest, ATextIsSpokenAndKept) {
  if (!can_speak()) GTEST_SKIP() << "espeak-ng is not installed";
  auto sound = need(prompts.sound(text_speech("您好，欢迎致电。", true), "zh-CN"));
  EXPECT_GT(sound->size(), 4'000U);
  EXPECT_GT(loudness_of(*sound), 800);
  EXPECT_EQ(kept_texts(), 1);
  Prompts others(floor.world.platform, files, "/nowhere/espeak-ng");
  EXPECT_EQ(*need(others.sound(text_speech("您好，欢迎致电。", true), "zh-CN")), *sound);
}

TEST_P(PromptsTest, WhatIsSaidToOneCallerIsNotKept) {
  if (!can_speak()) GTEST_SKIP() << "espeak-ng is not installed";
  need(prompts.sound(text_speech("您的余额是 12 元", false), "zh-CN"));
  EXPECT_EQ(kept_texts(), 0);
}

TEST_P(PromptsTest, APromptIsSpokenInEnglishWhereThereIsEnglish) {
  if (!can_speak()) GTEST_SKIP() << "espeak-ng is not installed";
  auto both = add("两种", "您好", "Welcome to our service centre");
  auto one = add("一种", "您好");
  EXPECT_NE(*need(prompts.sound(prompt_speech(both.id), "en")), *need(prompts.sound(prompt_speech(both.id), "zh-CN")));
  EXPECT_EQ(*need(prompts.sound(prompt_speech(one.id), "en")), *need(prompts.sound(prompt_speech(one.id), "zh-CN")));
}

TEST_P(PromptsTest, WithoutTheProgramATextIsRefusedClearly) {
  Prompts mute(floor.world.platform, files, "/nowhere/espeak-ng");
  auto prompt = add("提示", "您好");
  EXPECT_EQ(why(mute.sound(prompt_speech(prompt.id), "zh-CN")), "speech_missing");
}

TEST_P(PromptsTest, AProgramThatFailsIsRefused) {
  Prompts mute(floor.world.platform, files, "/bin/false");
  EXPECT_EQ(why(mute.sound(text_speech("您好", true), "zh-CN")), "speech_failed");
  EXPECT_EQ(kept_texts(), 0);
}

TEST_P(PromptsTest, APromptThatIsSaidStays) {
  Ivr ivr(floor.world.platform);
  auto prompt = add("提示", "您好");
  auto greeting = play("a", "", "b");
  greeting.play->phrases.zh = {{prompt.id, {}, {}, {}, {}}};
  auto flow =
      need(ivr.create_flow(floor.admin, {floor.world.north, "主菜单", "", {}, Graph{"a", {greeting, hangup("b")}}}));
  EXPECT_EQ(why(prompts.delete_prompt(floor.admin, prompt.id)), "prompt_in_use");
  need(ivr.delete_flow(floor.admin, flow.id));
  need(prompts.delete_prompt(floor.admin, prompt.id));
  EXPECT_EQ(why(prompts.sound(prompt_speech(prompt.id), "zh-CN")), "not_found");
}

TEST_P(PromptsTest, PromptsAreEditedWithinReach) {
  auto prompt = add("提示", "您好");
  EXPECT_EQ(why(prompts.create_prompt(floor.admin, {floor.world.north, "提示", "", ""})), "/name taken");
  need(prompts.edit_prompt(floor.admin, prompt.id, 1, {floor.world.north, "提示二", "您好", ""}));
  EXPECT_EQ(why(prompts.edit_prompt(floor.admin, prompt.id, 1, {floor.world.north, "提示三", "", ""})), "stale");
  EXPECT_EQ(why(prompts.playable(floor.agent("wang"), prompt.id, "zh-CN")), "right_missing");
}

YINGDA_ON_BOTH_ENGINES(PromptsTest);

}  // namespace
}  // namespace ivr
