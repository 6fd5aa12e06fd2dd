#pragma once
// Prompts and their sound: uploaded recordings brought to the form of telephones, and texts
// that are spoken. Sound is kept in memory (to 64 MB, what was used last), recordings and
// lasting texts also in the store of files.
//
// Verbs take the actor first, are thread-safe, block on the database, and refuse with
// Forbidden, NotFound, Stale, Conflict, TooLarge, UnsupportedMedia, Invalid, Unavailable.

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "access/access.h"
#include "files/store.h"
#include "ivr/prompt_types.h"
#include "ivr/users.h"
#include "ivr/walk.h"
#include "voice/media/types.h"

namespace ivr {

class Speaker;

struct PromptFilter {
  std::optional<org::CentreId> centre_id;
};

// Something to listen to in the console.
struct SpeechRequest {
  std::vector<Speech> speech;
  std::string language;
};
BOOST_DESCRIBE_STRUCT(SpeechRequest, (), (speech, language))
constexpr auto limits_of(const SpeechRequest*) {
  return std::array{base::Limit{.field = "speech", .min_length = 1, .max_items = 40},
                    base::Limit{.field = "language", .format = base::Format::Language}};
}
class Prompts {
 public:
  // `speaking_program`: espeak-ng; "" looks for it.
  Prompts(org::Platform platform, files::Store& files, std::string speaking_program = "");
  ~Prompts();

  // At start; they live as long as the program.
  void add_users(const Users& users) { users_.push_back(&users); }

  base::Result<org::Page<Prompt>> prompts(const org::Actor& actor, const PromptFilter& filter,
                                          const org::ListQuery& query);
  base::Result<Prompt> prompt(const org::Actor& actor, PromptId id);
  base::Result<Prompt> create_prompt(const org::Actor& actor, const PromptFields& fields);
  base::Result<Prompt> edit_prompt(const org::Actor& actor, PromptId id, std::int64_t version,
                                   const PromptFields& fields);
  // One that no flow says, as drawn or as published, and nobody else uses.
  base::Status delete_prompt(const org::Actor& actor, PromptId id);
  // Takes a file of sound for a language, in place of the one before.
  base::Result<Prompt> record(const org::Actor& actor, PromptId id, const std::string& language,
                              const std::string& content);
  base::Result<Prompt> delete_recording(const org::Actor& actor, PromptId id, const std::string& language);
  // As a WAV file for the browser.
  base::Result<std::string> playable(const org::Actor& actor, PromptId id, const std::string& language);
  base::Result<std::string> playable(const org::Actor& actor, const SpeechRequest& request);

  // The sound of what a walk says, its pieces one after the other. May block for seconds when
  // a text must be spoken; find_sound() never blocks for that.
  base::Result<voice::media::Sound> sound(const std::vector<Speech>& speech, std::string_view language);
  base::Result<voice::media::Sound> sound(const Speech& speech, std::string_view language);
  // The sound, if all of it is in memory; null otherwise. Of prompts, as they were last read.
  voice::media::Sound find_sound(const std::vector<Speech>& speech, std::string_view language);

  // For those who play prompts, in their transaction.
  static bool exists(db::Transaction& tx, PromptId id);

 private:
  struct Kept {
    std::string key;
    voice::media::Sound sound;
  };

  base::Result<voice::media::Sound> prompt_sound(PromptId id, std::string_view language);
  base::Result<voice::media::Sound> spoken(const std::string& text, std::string_view language, bool lasting);
  voice::media::Sound load(files::FileId id);
  files::File keep_file(const std::vector<std::int16_t>& samples, const std::string& owner, std::int64_t owner_id);
  voice::media::Sound find(const std::string& key);
  voice::media::Sound keep(std::string key, voice::media::Sound sound);
  std::string key_of(PromptId id, std::string_view language);

  org::Platform platform_;
  files::Store& files_;
  std::vector<const Users*> users_;
  std::unique_ptr<Speaker> speaker_;
  std::mutex mutex_;
  std::list<Kept> kept_;  // the last used first
  std::unordered_map<std::string, std::list<Kept>::iterator> by_key_;
  std::size_t kept_bytes_ = 0;
  std::unordered_map<std::int64_t, std::int64_t> versions_;  // of prompts, as they were last read
};

}  // namespace ivr
