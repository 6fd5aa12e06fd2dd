// The endpoints of recordings.

#include "access/api.h"
#include "agents/rights.h"
#include "http/message.h"
#include "telephony/recordings/recordings.h"
#include "telephony/recordings/rights.h"
#include "telephony/telephony.h"

namespace telephony {
namespace {

using org::Api;
using org::Call;
using org::Endpoint;
using org::ListQuery;
using voice::RecordingId;

constexpr int default_buckets = 800;
constexpr std::int64_t most_buckets = 4'000;

const std::vector<org::ParameterDoc>& filter_docs() {
  static const std::vector<org::ParameterDoc> docs{
      {"from", "begun at this time or later"},   {"until", "begun before this time"},
      {"centre_id", "only of this centre"},      {"queue_id", "only of this queue"},
      {"agent_id", "only of this agent"},        {"customer_id", "only of this customer"},
      {"contact_id", "only of this contact"},    {"number", "of the customer: whole, or its last four digits"},
      {"min_seconds", "at least so long"},       {"max_seconds", "at most so long"},
      {"direction", "inbound or outbound"},      {"state", "recording, kept, deleted or lost; without: the first two"},
      {"held", "true: only those that are held"}};
  return docs;
}

template <class T>
base::Status take(std::optional<T>& place, base::Result<std::optional<T>> value) {
  if (!value) return base::pass(value);
  place = *value;
  return {};
}

base::Result<std::optional<std::int64_t>> number_of(const Call& call, const char* name, std::int64_t most) {
  const auto text = call.text_parameter(name);
  if (text.empty()) return std::nullopt;
  const auto value = base::parse_id(text);
  if (!value || *value > most) return base::refuse_fault(std::string("?") + name, "out_of_range");
  return *value;
}

base::Result<std::optional<bool>> held_of(const Call& call) {
  const auto text = call.text_parameter("held");
  if (text.empty()) return std::nullopt;
  if (text != "true" && text != "false") return base::refuse_fault("?held", "not_a_choice");
  return text == "true";
}

base::Result<RecordingFilter> filter_of(const Call& call) {
  constexpr std::int64_t a_day = 86'400;
  RecordingFilter filter;
  base::Status status;
  auto read = [&](auto& place, auto value) {
    if (status) status = take(place, std::move(value));
  };
  read(filter.from, call.time_parameter("from"));
  read(filter.until, call.time_parameter("until"));
  read(filter.centre_id, call.id_parameter<org::CentreId>("centre_id"));
  read(filter.queue_id, call.id_parameter<routing::QueueId>("queue_id"));
  read(filter.agent_id, call.id_parameter<org::PersonId>("agent_id"));
  read(filter.customer_id, call.id_parameter<customers::CustomerId>("customer_id"));
  read(filter.contact_id, call.id_parameter<contacts::ContactId>("contact_id"));
  read(filter.min_seconds, number_of(call, "min_seconds", a_day));
  read(filter.max_seconds, number_of(call, "max_seconds", a_day));
  read(filter.direction, call.choice_parameter<contacts::Direction>("direction"));
  read(filter.state, call.choice_parameter<RecordingState>("state"));
  read(filter.held, held_of(call));
  if (!status) return base::pass(status);
  filter.number = call.text_parameter("number");
  return filter;
}

void add_finding(Api& api, Recordings& recordings) {
  api.list("/recordings",
           {"list_recordings", "Recordings within reach, newest first.", view_recordings.key, filter_docs()},
           [&](const Call& call, const ListQuery& query) -> base::Result<org::Page<Recording>> {
             auto filter = filter_of(call);
             if (!filter) return base::pass(filter);
             return recordings.recordings(call.actor, *filter, query);
           });
  api.get("/recordings/{id}", {"get_recording", "One, with its marks.", view_recordings.key, {}},
          [&](const Call& call) -> base::Result<Recording> {
            auto id = call.id<RecordingId>();
            if (!id) return base::pass(id);
            return recordings.recording(call.actor, *id);
          });
}

http::Response wav(std::shared_ptr<http::Seekable> sound, RecordingId id) {
  http::Response response;
  response.seekable = std::move(sound);
  response.with("Content-Type", "audio/wav").with("ETag", '"' + id.text() + '"').with("Cache-Control", "no-store");
  return response;
}

// A player that seeks goes on with what it began.
Recordings::Hearing hearing_of(const http::Request& request) {
  const auto range = request.header("range");
  return range.empty() || range.starts_with("bytes=0-") ? Recordings::Hearing::Begins : Recordings::Hearing::GoesOn;
}

void add_hearing(Api& api, Recordings& recordings) {
  api.get("/recordings/{id}/peaks",
          {"get_recording_peaks",
           "How loud both sides are, for a waveform.",
           play_recordings.key,
           {{"buckets", "Equal stretches, 1 to 4000; 800 without."}}},
          [&](const Call& call) -> base::Result<RecordingPeaks> {
            auto id = call.id<RecordingId>();
            if (!id) return base::pass(id);
            auto buckets = number_of(call, "buckets", most_buckets);
            if (!buckets) return base::pass(buckets);
            return recordings.peaks(call.actor, *id, static_cast<int>(buckets->value_or(default_buckets)));
          });
  Endpoint audio{http::Method::Get,
                 "/recordings/{id}/audio",
                 {"play_recording",
                  "The sound (WAV, both sides), also in ranges; who begins to hear it is audited.",
                  play_recordings.key,
                  {}}};
  audio.content_type = "audio/wav";
  audio.run = [&](const Call& call) -> base::Result<http::Response> {
    auto id = call.id<RecordingId>();
    if (!id) return base::pass(id);
    auto sound = recordings.play(call.actor, *id, hearing_of(call.request));
    if (!sound) return base::pass(sound);
    return wav(*std::move(sound), *id);
  };
  api.raw(std::move(audio));
  Endpoint file{http::Method::Get,
                "/recordings/{id}/file",
                {"download_recording", "The sound as a file to keep; audited.", download_recordings.key, {}}};
  file.content_type = "audio/wav";
  file.run = [&](const Call& call) -> base::Result<http::Response> {
    auto id = call.id<RecordingId>();
    if (!id) return base::pass(id);
    auto sound = recordings.download(call.actor, *id);
    if (!sound) return base::pass(sound);
    return wav(*std::move(sound), *id)
        .with("Content-Disposition", "attachment; filename=\"recording-" + id->text() + ".wav\"");
  };
  api.raw(std::move(file));
}

// Whoever works as an agent of the centre hears what was left for it, without the right to hear calls.
void add_messages(Api& api, Recordings& recordings, Telephony& telephony) {
  using Listening = Telephony::Listening;
  api.get("/voicemails/{id}/peaks",
          {"get_voicemail_peaks",
           "How loud the message is, for a waveform.",
           agents::work_as_agent.key,
           {{"buckets", "Equal stretches, 1 to 4000; 800 without."}}},
          [&](const Call& call) -> base::Result<RecordingPeaks> {
            auto id = call.id<VoicemailId>();
            if (!id) return base::pass(id);
            auto buckets = number_of(call, "buckets", most_buckets);
            if (!buckets) return base::pass(buckets);
            auto mail = telephony.hear_voicemail(call.actor, *id, Listening::Looks);
            if (!mail) return base::pass(mail);
            return recordings.message_peaks(mail->recording_id, static_cast<int>(buckets->value_or(default_buckets)));
          });
  Endpoint audio{http::Method::Get,
                 "/voicemails/{id}/audio",
                 {"play_voicemail",
                  "The message (WAV), also in ranges; who begins to hear it is audited, and it is new no more.",
                  agents::work_as_agent.key,
                  {}}};
  audio.content_type = "audio/wav";
  audio.run = [&](const Call& call) -> base::Result<http::Response> {
    auto id = call.id<VoicemailId>();
    if (!id) return base::pass(id);
    const auto hearing = hearing_of(call.request);
    auto mail = telephony.hear_voicemail(call.actor, *id, Listening::Looks);
    if (!mail) return base::pass(mail);
    const auto recording = mail->recording_id;
    auto sound = recordings.play_message(call.actor, recording, hearing);
    if (!sound) return base::pass(sound);
    if (hearing == Recordings::Hearing::Begins) mail = telephony.hear_voicemail(call.actor, *id, Listening::Begins);
    return wav(*std::move(sound), recording);
  };
  api.raw(std::move(audio));
}

void add_keeping(Api& api, Recordings& recordings) {
  api.act<RecordingHold>("/recordings/{id}/holds",
                         {"hold_recording", "Keeps it from being deleted, and says why.", hold_recordings.key, {}},
                         [&](const Call& call, const RecordingHold& body) -> base::Result<Recording> {
                           auto id = call.id<RecordingId>();
                           if (!id) return base::pass(id);
                           return recordings.hold(call.actor, *id, body);
                         });
  api.act("/recordings/{id}/releases", {"release_recording", "Ends the hold.", hold_recordings.key, {}},
          [&](const Call& call) -> base::Result<Recording> {
            auto id = call.id<RecordingId>();
            if (!id) return base::pass(id);
            return recordings.release(call.actor, *id);
          });
  api.remove("/recordings/{id}",
             {"delete_recording", "Deletes one that is not held, for good.", delete_recordings.key, {}},
             [&](const Call& call) -> base::Status {
               auto id = call.id<RecordingId>();
               if (!id) return base::pass(id);
               return recordings.remove(call.actor, *id);
             });
  api.act("/customers/{id}/recording-deletions",
          {"delete_customer_recordings",
           "Deletes all recordings of a customer within reach; those that are held stay.",
           delete_recordings.key,
           {}},
          [&](const Call& call) -> base::Result<DeletedRecordings> {
            auto id = call.id<customers::CustomerId>();
            if (!id) return base::pass(id);
            return recordings.remove_of_customer(call.actor, *id);
          });
}

void add_retention(Api& api, Recordings& recordings) {
  const auto right = edit_retention.key;
  api.list("/recording-retentions",
           {"list_recording_retentions", "How long recordings are kept, by queue or centre.", right, {}},
           [&](const Call& call, const ListQuery& query) { return recordings.retentions(call.actor, query); });
  api.get("/recording-retentions/{id}", {"get_recording_retention", "One, with its version as ETag.", right, {}},
          [&](const Call& call) -> base::Result<Retention> {
            auto id = call.id<RetentionId>();
            if (!id) return base::pass(id);
            return recordings.retention(call.actor, *id);
          });
  api.create<RetentionFields>(
      "/recording-retentions", {"create_recording_retention", "Makes one.", right, {}},
      [&](const Call& call, const RetentionFields& body) { return recordings.create_retention(call.actor, body); });
  api.edit<RetentionFields>(
      "/recording-retentions/{id}",
      {"edit_recording_retention", "Replaces one; If-Match names the version that was seen.", right, {}},
      [&](const Call& call, std::int64_t version, const RetentionFields& body) -> base::Result<Retention> {
        auto id = call.id<RetentionId>();
        if (!id) return base::pass(id);
        return recordings.edit_retention(call.actor, *id, version, body);
      });
  api.remove("/recording-retentions/{id}", {"delete_recording_retention", "Deletes one.", right, {}},
             [&](const Call& call) -> base::Status {
               auto id = call.id<RetentionId>();
               if (!id) return base::pass(id);
               return recordings.delete_retention(call.actor, *id);
             });
}

}  // namespace

void add_recording_endpoints(Api& api, Recordings& recordings, Telephony& telephony) {
  add_finding(api, recordings);
  add_hearing(api, recordings);
  add_messages(api, recordings, telephony);
  add_keeping(api, recordings);
  add_retention(api, recordings);
}

}  // namespace telephony
