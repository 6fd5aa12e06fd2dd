#include "ivr/prompts.h"

#include <algorithm>

#include "content/record.h"
#include "ivr/sound.h"
#include "ivr/speaker.h"
#include "ivr/verbs.h"
#include "keys/keys.h"
#include "search/search.h"

namespace ivr {
namespace {

using voice::media::Sound;

constexpr std::int64_t max_prompts = 5'000;
constexpr std::size_t most_kept_bytes = 64 * 1024 * 1024;
constexpr std::size_t gap_samples = 8 * 120;  // 120 ms between pieces

Sound shared(Samples samples) {
  return std::make_shared<const Samples>(std::move(samples));
}

std::string prompt_key(PromptId id, std::int64_t version, std::string_view language) {
  return "p " + id.text() + ' ' + std::to_string(version) + ' ' + std::string(language);
}
std::string text_key(std::string_view text, std::string_view language) {
  return keys::hex(keys::digest(std::string(voice_of(language)) + '\n' + std::string(text)));
}

base::Status check_language(const std::string& language) {
  if (language == "zh-CN" || language == "en") return {};
  return base::refuse_fault("?language", "flow_bad_language");
}

base::Result<PromptRow> load_prompt(db::Transaction& tx, const org::Actor& actor, org::Right right, PromptId id) {
  if (auto status = actor.require(right); !status) return base::pass(status);
  auto row = find_prompt(tx, id);
  if (!row) return base::not_found();
  const bool reached = right.key == view_flows.key ? actor.sees_of_centre(right, row->centre_id)
                                                   : actor.reaches(right, place_of(row->centre_id));
  if (!reached) return base::not_found();
  return *std::move(row);
}

base::Status check_fields(db::Transaction& tx, const org::Actor& actor, const PromptRow& row) {
  if (!org::Access::centre_exists(tx, row.centre_id) || !actor.reaches(edit_flows, place_of(row.centre_id)))
    return base::refuse_fault("/centre_id", "no_such_object");
  if (name_is_taken(tx, row)) return base::refuse_fault("/name", "taken");
  return {};
}

void changed(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor, const Prompt& prompt,
             org::Change change, std::string detail) {
  content::record(tx, platform, actor, {"prompt", prompt.id.value, prompt.centre_id}, change, std::move(detail),
                  PromptChanged{prompt.id, change});
}

bool says(const Phrases& phrases, PromptId id) {
  auto one = [&](const Part& part) { return part.prompt_id && *part.prompt_id == id; };
  return std::any_of(phrases.zh.begin(), phrases.zh.end(), one) ||
         std::any_of(phrases.en.begin(), phrases.en.end(), one);
}

bool says(const Node& node, PromptId id) {
  return (node.play && says(node.play->phrases, id)) || (node.menu && says(node.menu->phrases, id)) ||
         (node.menu && node.menu->retry && says(*node.menu->retry, id)) ||
         (node.collect && says(node.collect->phrases, id)) ||
         (node.collect && node.collect->retry && says(*node.collect->retry, id)) ||
         (node.voicemail && says(node.voicemail->phrases, id)) ||
         (node.callback && says(node.callback->confirmation, id)) || (node.hangup && says(node.hangup->phrases, id));
}

bool says(const Graph& graph, PromptId id) {
  return std::any_of(graph.nodes.begin(), graph.nodes.end(), [&](const Node& node) { return says(node, id); });
}

// Whether a flow or an emergency says it.
bool is_said(db::Transaction& tx, PromptId id) {
  for (const auto& flow : all_flows(tx)) {
    if (says(flow.draft, id)) return true;
    if (auto published = find_version(tx, flow.id, flow.published); published && says(published->graph, id))
      return true;
  }
  for (const auto& row : db::read_rows<CentreEmergency>(tx.query(db::select<CentreEmergency>("ivr_emergency"))))
    if (says(row.phrases, id)) return true;
  return false;
}

std::optional<files::FileId>& recording_of(PromptRow& row, std::string_view language) {
  return language == "en" ? row.recording_en_id : row.recording_id;
}
std::optional<std::int64_t>& length_of(PromptRow& row, std::string_view language) {
  return language == "en" ? row.recorded_en_ms : row.recorded_ms;
}

}  // namespace

Prompts::Prompts(org::Platform platform, files::Store& files, std::string speaking_program)
    : platform_(platform), files_(files), speaker_(std::make_unique<Speaker>(std::move(speaking_program))) {}

Prompts::~Prompts() = default;

// ---- verbs ----

base::Result<org::Page<Prompt>> Prompts::prompts(const org::Actor& actor, const PromptFilter& filter,
                                                 const org::ListQuery& query) {
  if (auto status = actor.require(view_flows); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    org::ListStatement list(db::columns<Prompt>(), "ivr_prompt", "id", actor.within_centre(view_flows, "centre_id", 1));
    if (filter.centre_id) list.require("centre_id = ?%1", *filter.centre_id);
    return org::page_of<Prompt>(tx, list, query, org::ListStatement::Order::OldestFirst, &db::read_row<Prompt>);
  });
}

base::Result<Prompt> Prompts::prompt(const org::Actor& actor, PromptId id) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<Prompt> {
    auto row = load_prompt(tx, actor, view_flows, id);
    if (!row) return base::pass(row);
    return *std::move(row);
  });
}

base::Result<Prompt> Prompts::create_prompt(const org::Actor& actor, const PromptFields& fields) {
  if (auto status = actor.require(edit_flows); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) {
    return org::create_once<Prompt>(tx, platform_, actor, [&]() -> base::Result<Prompt> {
      tx.lock("ivr_prompt");
      PromptRow row;
      static_cast<PromptFields&>(row) = fields;
      row.id = platform_.ids.make<PromptId>();
      row.updated_at = platform_.clock.now();
      row.name_fold = search::fold(fields.name);
      if (auto status = check_fields(tx, actor, row); !status) return base::pass(status);
      if (count_prompts(tx) >= max_prompts)
        return base::refuse(base::Code::WrongState, "too_many_prompts", {{"limit", std::to_string(max_prompts)}});
      insert(tx, row);
      changed(tx, platform_, actor, row, org::Change::Created, row.name);
      return row;
    });
  });
}

base::Result<Prompt> Prompts::edit_prompt(const org::Actor& actor, PromptId id, std::int64_t version,
                                          const PromptFields& fields) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Prompt> {
    tx.lock("ivr_prompt");
    auto stored = load_prompt(tx, actor, edit_flows, id);
    if (!stored) return base::pass(stored);
    if (auto status = org::check_version(stored->version, version); !status) return base::pass(status);
    if (fields.centre_id != stored->centre_id) return base::refuse_fault("/centre_id", "cannot_change");
    auto row = *stored;
    static_cast<PromptFields&>(row) = fields;
    row.name_fold = search::fold(fields.name);
    row.version += 1;
    row.updated_at = platform_.clock.now();
    if (auto status = check_fields(tx, actor, row); !status) return base::pass(status);
    update(tx, row);
    changed(tx, platform_, actor, row, org::Change::Edited, org::changed_fields<PromptFields>(*stored, fields));
    return row;
  });
}

bool Prompts::exists(db::Transaction& tx, PromptId id) {
  return find_prompt(tx, id).has_value();
}

base::Status Prompts::delete_prompt(const org::Actor& actor, PromptId id) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Status {
    tx.lock("ivr_prompt");
    auto stored = load_prompt(tx, actor, edit_flows, id);
    if (!stored) return base::pass(stored);
    if (is_said(tx, id) || std::ranges::any_of(users_, [&](const auto* users) { return users->uses(tx, id); }))
      return base::refuse(base::Code::Conflict, "prompt_in_use");
    for (const auto& file : {stored->recording_id, stored->recording_en_id})
      if (file) files_.remove(tx, *file, platform_.clock.now());
    erase(tx, id);
    changed(tx, platform_, actor, *stored, org::Change::Deleted, stored->name);
    return {};
  });
}

base::Result<Prompt> Prompts::record(const org::Actor& actor, PromptId id, const std::string& language,
                                     const std::string& content) {
  if (auto status = check_language(language); !status) return base::pass(status);
  // Nothing is decoded for whom it is not to do.
  auto allowed = platform_.database.read([&](db::Transaction& tx) { return load_prompt(tx, actor, edit_flows, id); });
  if (!allowed) return base::pass(allowed);
  if (content.size() > most_upload_bytes)
    return base::refuse(base::Code::TooLarge, "file_too_large",
                        {{"megabytes", std::to_string(most_upload_bytes / 1024 / 1024)}});
  if (!files::sniff(content).starts_with("audio/"))
    return base::refuse(base::Code::UnsupportedMedia, "sound_unreadable");
  auto samples = decode(content);
  if (!samples) return base::pass(samples);
  normalise(*samples);
  const auto file = keep_file(*samples, "ivr.prompt", id.value);
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Prompt> {
    tx.lock("ivr_prompt");
    auto row = load_prompt(tx, actor, edit_flows, id);
    if (!row) return base::pass(row);
    auto& recording = recording_of(*row, language);
    if (recording) files_.remove(tx, *recording, platform_.clock.now());
    files_.add(tx, file);
    recording = file.id;
    length_of(*row, language) = milliseconds_of(*samples);
    row->version += 1;
    row->updated_at = platform_.clock.now();
    update(tx, *row);
    changed(tx, platform_, actor, *row, org::Change::Edited, "recording " + language);
    return *std::move(row);
  });
}

base::Result<Prompt> Prompts::delete_recording(const org::Actor& actor, PromptId id, const std::string& language) {
  if (auto status = check_language(language); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Prompt> {
    tx.lock("ivr_prompt");
    auto row = load_prompt(tx, actor, edit_flows, id);
    if (!row) return base::pass(row);
    auto& recording = recording_of(*row, language);
    if (!recording) return *std::move(row);
    files_.remove(tx, *recording, platform_.clock.now());
    recording.reset();
    length_of(*row, language).reset();
    row->version += 1;
    row->updated_at = platform_.clock.now();
    update(tx, *row);
    changed(tx, platform_, actor, *row, org::Change::Edited, "recording " + language);
    return *std::move(row);
  });
}

base::Result<std::string> Prompts::playable(const org::Actor& actor, PromptId id, const std::string& language) {
  if (auto status = check_language(language); !status) return base::pass(status);
  auto seen = prompt(actor, id);
  if (!seen) return base::pass(seen);
  auto found = prompt_sound(id, language);
  if (!found) return base::pass(found);
  return to_wav(**found);
}

base::Result<std::string> Prompts::playable(const org::Actor& actor, const SpeechRequest& request) {
  if (auto status = actor.require(view_flows); !status) return base::pass(status);
  for (const auto& speech : request.speech) {
    if (!speech.prompt_id) continue;
    auto seen = prompt(actor, *speech.prompt_id);
    if (!seen) return base::pass(seen);
  }
  auto pieces = request.speech;
  // What somebody tries out is not kept.
  for (auto& speech : pieces) speech.lasting = false;
  auto found = sound(pieces, request.language);
  if (!found) return base::pass(found);
  return to_wav(**found);
}

// ---- sound ----

base::Result<Sound> Prompts::sound(const std::vector<Speech>& speech, std::string_view language) {
  if (speech.size() == 1) return sound(speech[0], language);
  Samples all;
  for (const auto& piece : speech) {
    auto found = sound(piece, language);
    if (!found) return found;
    if (!all.empty()) all.insert(all.end(), gap_samples, 0);
    all.insert(all.end(), (*found)->begin(), (*found)->end());
  }
  return shared(std::move(all));
}

base::Result<Sound> Prompts::sound(const Speech& speech, std::string_view language) {
  if (speech.prompt_id) return prompt_sound(*speech.prompt_id, language);
  return spoken(spoken_text(speech.kind, speech.text, language), language, speech.lasting);
}

Sound Prompts::find_sound(const std::vector<Speech>& speech, std::string_view language) {
  Samples all;
  for (const auto& piece : speech) {
    auto found = find(piece.prompt_id ? key_of(*piece.prompt_id, language)
                                      : text_key(spoken_text(piece.kind, piece.text, language), language));
    if (!found) return nullptr;
    if (speech.size() == 1) return found;
    if (!all.empty()) all.insert(all.end(), gap_samples, 0);
    all.insert(all.end(), found->begin(), found->end());
  }
  return shared(std::move(all));
}

// In English where there is anything in English; else the Chinese.
base::Result<Sound> Prompts::prompt_sound(PromptId id, std::string_view language) {
  auto row = platform_.database.read([&](db::Transaction& tx) { return find_prompt(tx, id); });
  if (!row) return base::not_found();
  const auto key = prompt_key(id, row->version, language);
  {
    std::lock_guard lock(mutex_);
    versions_[id.value] = row->version;
  }
  if (auto found = find(key)) return found;
  const bool has_english = row->recording_en_id || !row->text_en.empty();
  const std::string_view said_in = language == "en" && has_english ? "en" : "zh-CN";
  if (auto recording = recording_of(*row, said_in))
    if (auto found = load(*recording)) return keep(key, std::move(found));
  auto found = spoken(said_in == "en" ? row->text_en : row->text, said_in, true);
  if (!found) return found;
  return keep(key, *std::move(found));
}

base::Result<Sound> Prompts::spoken(const std::string& text, std::string_view language, bool lasting) {
  const auto key = text_key(text, language);
  if (auto found = find(key)) return found;
  if (lasting) {
    auto file = platform_.database.read([&](db::Transaction& tx) { return find_speech(tx, key); });
    if (file)
      if (auto found = load(*file)) return keep(key, std::move(found));
  }
  auto samples = speaker_->speak(text, language);
  if (!samples) return base::pass(samples);
  if (lasting && !samples->empty()) {
    const auto file = keep_file(*samples, "ivr.speech", 0);
    platform_.database.write([&](db::Transaction& tx) {
      if (auto before = find_speech(tx, key)) files_.remove(tx, *before, platform_.clock.now());
      files_.add(tx, file);
      keep_speech(tx, key, file.id, platform_.clock.now());
    });
  }
  return keep(key, shared(*std::move(samples)));
}

Sound Prompts::load(files::FileId id) {
  auto file = platform_.database.read([&](db::Transaction& tx) { return files_.find(tx, id); });
  if (!file) return nullptr;
  auto wav = files_.get(file->blob);
  return wav ? shared(from_wav(*wav)) : nullptr;
}

files::File Prompts::keep_file(const Samples& samples, const std::string& owner, std::int64_t owner_id) {
  const auto wav = to_wav(samples);
  files::File file;
  file.id = platform_.ids.make<files::FileId>();
  file.name = "sound.wav";
  file.content_type = "audio/wav";
  file.size = static_cast<std::int64_t>(wav.size());
  file.blob = files_.put(wav);
  file.owner = owner;
  file.owner_id = owner_id;
  file.created_at = platform_.clock.now();
  return file;
}

// ---- what is kept in memory ----

Sound Prompts::find(const std::string& key) {
  std::lock_guard lock(mutex_);
  auto found = by_key_.find(key);
  if (found == by_key_.end()) return nullptr;
  kept_.splice(kept_.begin(), kept_, found->second);
  return found->second->sound;
}

Sound Prompts::keep(std::string key, Sound sound) {
  std::lock_guard lock(mutex_);
  if (by_key_.contains(key)) return sound;
  kept_bytes_ += sound->size() * sizeof(std::int16_t);
  kept_.push_front({key, sound});
  by_key_.emplace(std::move(key), kept_.begin());
  while (kept_bytes_ > most_kept_bytes && kept_.size() > 1) {
    kept_bytes_ -= kept_.back().sound->size() * sizeof(std::int16_t);
    by_key_.erase(kept_.back().key);
    kept_.pop_back();
  }
  return sound;
}

std::string Prompts::key_of(PromptId id, std::string_view language) {
  std::lock_guard lock(mutex_);
  auto found = versions_.find(id.value);
  return found == versions_.end() ? "" : prompt_key(id, found->second, language);
}

}  // namespace ivr
