// The endpoints of flows and prompts.

#include <algorithm>
#include <charconv>

#include "access/api.h"
#include "ivr/ivr.h"
#include "ivr/prompts.h"
#include "ivr/rights.h"
#include "ivr/sound.h"

namespace ivr {
namespace {

using org::Api;
using org::Call;
using org::Endpoint;
using org::Items;

constexpr int default_days = 7;

base::Result<std::int64_t> number_parameter(const Call& call, std::string_view name, std::int64_t otherwise) {
  auto text = call.text_parameter(name);
  if (text.empty()) return otherwise;
  std::int64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size())
    return base::refuse_fault('?' + std::string(name), "wrong_type", {{"expected", "integer"}, {"got", "string"}});
  return number;
}

// Runs `verb` with the id of the path.
template <class Id, class F>
auto with_id(const Call& call, F verb) -> std::invoke_result_t<F, Id> {
  auto id = call.id<Id>();
  if (!id) return base::pass(id);
  return verb(*id);
}

void add_flows(Api& api, Ivr& ivr) {
  api.list("/ivr-flows",
           {"list_ivr_flows",
            "Flows within reach, without their drawings.",
            view_flows.key,
            {{"centre_id", "only of this centre"}}},
           [&](const Call& call, const org::ListQuery& query) -> base::Result<org::Page<FlowSummary>> {
             auto centre = call.id_parameter<org::CentreId>("centre_id");
             if (!centre) return base::pass(centre);
             return ivr.flows(call.actor, {*centre}, query);
           });
  api.get("/ivr-flows/{id}", {"get_ivr_flow", "One with its draft; its version as ETag.", view_flows.key, {}},
          [&](const Call& call) { return with_id<FlowId>(call, [&](FlowId id) { return ivr.flow(call.actor, id); }); });
  api.create<NewFlow>("/ivr-flows",
                      {"create_ivr_flow", "Makes one, of a template if one is named.", edit_flows.key, {}},
                      [&](const Call& call, const NewFlow& body) { return ivr.create_flow(call.actor, body); });
  api.edit<FlowFields>(
      "/ivr-flows/{id}",
      {"edit_ivr_flow", "Replaces names and draft; If-Match names the version that was seen.", edit_flows.key, {}},
      [&](const Call& call, std::int64_t version, const FlowFields& body) {
        return with_id<FlowId>(call, [&](FlowId id) { return ivr.edit_flow(call.actor, id, version, body); });
      });
  api.remove("/ivr-flows/{id}", {"delete_ivr_flow", "Deletes one that nobody is led into.", edit_flows.key, {}},
             [&](const Call& call) {
               return with_id<FlowId>(call, [&](FlowId id) { return ivr.delete_flow(call.actor, id); });
             });
  api.get("/ivr-templates", {"list_ivr_templates", "Flows that shipped, to begin with.", view_flows.key, {}},
          [&](const Call& call) { return org::items_of(ivr.templates(call.actor)); });
}

void add_checks(Api& api, Ivr& ivr, const base::Messages& messages) {
  api.act<CheckRequest>(
      "/ivr-flows/{id}/checks", {"check_ivr_flow", "What stands against publishing a drawing.", view_flows.key, {}},
      [&](const Call& call, const CheckRequest& body) -> base::Result<Items<CheckedFault>> {
        auto id = call.id<FlowId>();
        if (!id) return base::pass(id);
        auto faults = ivr.check_flow(call.actor, *id, body);
        if (!faults) return base::pass(faults);
        Items<CheckedFault> checked;
        for (const auto& fault : *faults)
          checked.items.push_back(
              {fault.node_id, fault.code, messages.text(call.actor.language, "faults." + fault.code, fault.fields)});
        return checked;
      });
  api.act<DryRunRequest>("/ivr-flows/{id}/dry-runs",
                         {"dry_run_ivr_flow",
                          "Walks a version, the draft or a drawing with the given inputs; nothing is written.",
                          view_flows.key,
                          {}},
                         [&](const Call& call, const DryRunRequest& body) {
                           return with_id<FlowId>(call, [&](FlowId id) { return ivr.dry_run(call.actor, id, body); });
                         });
  api.get("/ivr-flows/{id}/exit-counts",
          {"list_ivr_exit_counts",
           "How often each exit was taken.",
           view_flows.key,
           {{"days", "of so many days, today among them; 1 to 90, 7 by default"}}},
          [&](const Call& call) -> base::Result<Items<ExitCount>> {
            auto days = number_parameter(call, "days", default_days);
            if (!days) return base::pass(days);
            return org::items_of(with_id<FlowId>(call, [&](FlowId id) {
              return ivr.exit_counts(call.actor, id, static_cast<int>(std::clamp<std::int64_t>(*days, 0, 1'000)));
            }));
          });
}

void add_versions(Api& api, Ivr& ivr) {
  api.act<Publication>(
      "/ivr-flows/{id}/publications",
      {"publish_ivr_flow", "Lets callers walk the draft; refused with its faults.", publish_flows.key, {}},
      [&](const Call& call, const Publication& body) {
        return with_id<FlowId>(call, [&](FlowId id) { return ivr.publish(call.actor, id, body); });
      });
  api.act<RollBack>("/ivr-flows/{id}/roll-backs",
                    {"roll_back_ivr_flow", "Lets callers walk an old version again.", publish_flows.key, {}},
                    [&](const Call& call, const RollBack& body) {
                      return with_id<FlowId>(call, [&](FlowId id) { return ivr.roll_back(call.actor, id, body); });
                    });
  api.list("/ivr-flows/{id}/versions",
           {"list_ivr_flow_versions", "What was published, newest first.", view_flows.key, {}},
           [&](const Call& call, const org::ListQuery& query) {
             return with_id<FlowId>(call, [&](FlowId id) { return ivr.versions(call.actor, id, query); });
           });
  api.get("/ivr-flows/{id}/versions/{number}", {"get_ivr_flow_version", "One with its drawing.", view_flows.key, {}},
          [&](const Call& call) -> base::Result<FlowVersionGraph> {
            auto id = call.id<FlowId>();
            if (!id) return base::pass(id);
            auto number = base::parse_id(call.request.path_values.at(1));
            if (!number) return base::not_found();
            return ivr.version(call.actor, *id, *number);
          });
  api.get("/ivr-flows/{id}/comparisons",
          {"compare_ivr_flow_versions",
           "What differs between two versions.",
           view_flows.key,
           {{"from", "number of a version, 0 for the draft"}, {"to", "likewise"}}},
          [&](const Call& call) -> base::Result<Comparison> {
            auto from = number_parameter(call, "from", 0);
            if (!from) return base::pass(from);
            auto to = number_parameter(call, "to", 0);
            if (!to) return base::pass(to);
            return with_id<FlowId>(call, [&](FlowId id) { return ivr.comparison(call.actor, id, *from, *to); });
          });
  api.set<EmergencyFields>(
      "/ivr-flows/{id}/emergency",
      {"switch_ivr_flow_emergency", "Leads callers into another flow, or no longer.", publish_flows.key, {}},
      [&](const Call& call, const EmergencyFields& body) {
        return with_id<FlowId>(call, [&](FlowId id) { return ivr.switch_emergency(call.actor, id, body); });
      });
}

void add_settings(Api& api, Ivr& ivr) {
  api.get("/ivr-settings", {"get_ivr_settings", "The hosts that flows may ask.", view_flows.key, {}},
          [&](const Call& call) { return ivr.settings(call.actor); });
  api.edit<SettingsFields>(
      "/ivr-settings",
      {"edit_ivr_settings", "Replaces them; If-Match names the version that was seen.", publish_flows.key, {}},
      [&](const Call& call, std::int64_t version, const SettingsFields& body) {
        return ivr.edit_settings(call.actor, version, body);
      });
  api.get("/ivr-emergencies", {"list_ivr_emergencies", "The emergency switch of each centre.", view_flows.key, {}},
          [&](const Call& call) { return org::items_of(ivr.emergencies(call.actor)); });
  api.edit<CentreEmergencyFields>(
      "/ivr-emergencies/{id}",
      {"edit_ivr_emergency",
       "Sets the switch of a centre and of all below it; If-Match names the version that was seen, 0 at first.",
       publish_flows.key,
       {}},
      [&](const Call& call, std::int64_t version, const CentreEmergencyFields& body) {
        return with_id<org::CentreId>(
            call, [&](org::CentreId id) { return ivr.edit_emergency(call.actor, id, version, body); });
      });
}

void add_prompts(Api& api, Prompts& prompts) {
  api.list("/ivr-prompts",
           {"list_ivr_prompts", "Prompts within reach.", view_flows.key, {{"centre_id", "only of this centre"}}},
           [&](const Call& call, const org::ListQuery& query) -> base::Result<org::Page<Prompt>> {
             auto centre = call.id_parameter<org::CentreId>("centre_id");
             if (!centre) return base::pass(centre);
             return prompts.prompts(call.actor, {*centre}, query);
           });
  api.get("/ivr-prompts/{id}", {"get_ivr_prompt", "One, with its version as ETag.", view_flows.key, {}},
          [&](const Call& call) {
            return with_id<PromptId>(call, [&](PromptId id) { return prompts.prompt(call.actor, id); });
          });
  api.create<PromptFields>(
      "/ivr-prompts", {"create_ivr_prompt", "Makes one.", edit_flows.key, {}},
      [&](const Call& call, const PromptFields& body) { return prompts.create_prompt(call.actor, body); });
  api.edit<PromptFields>("/ivr-prompts/{id}",
                         {"edit_ivr_prompt",
                          "Replaces its names and texts; If-Match names the version that was seen.",
                          edit_flows.key,
                          {}},
                         [&](const Call& call, std::int64_t version, const PromptFields& body) {
                           return with_id<PromptId>(
                               call, [&](PromptId id) { return prompts.edit_prompt(call.actor, id, version, body); });
                         });
  api.remove("/ivr-prompts/{id}", {"delete_ivr_prompt", "Deletes one that no flow says.", edit_flows.key, {}},
             [&](const Call& call) {
               return with_id<PromptId>(call, [&](PromptId id) { return prompts.delete_prompt(call.actor, id); });
             });
}

http::Response wav_response(std::string wav) {
  http::Response response{.status = 200, .body = std::move(wav)};
  response.with("Content-Type", "audio/wav").with("Cache-Control", "no-store");
  return response;
}

const std::vector<org::ParameterDoc> language_parameter{{"language", "zh-CN (also without it) or en"}};

std::string language_of(const Call& call) {
  auto language = call.text_parameter("language");
  return language.empty() ? "zh-CN" : language;
}

void add_recordings(Api& api, Prompts& prompts) {
  Endpoint upload{
      http::Method::Post,
      "/ivr-prompts/{id}/recordings",
      {"record_ivr_prompt", "Takes a recording (WAV, MP3, Ogg; to 20 MB and 10 minutes) as the form field \"file\".",
       edit_flows.key, language_parameter},
      nullptr,
      &base::type_of<Prompt>()};
  upload.body_kind = http::Body::Upload;
  upload.content_type = "multipart/form-data";
  upload.run = [&](const Call& call) -> base::Result<http::Response> {
    auto id = call.id<PromptId>();
    if (!id) return base::pass(id);
    auto parts = http::parse_multipart(call.request.header("content-type"), call.request.body);
    if (!parts) return base::refuse(base::Code::UnsupportedMedia, "form_expected");
    for (const auto& part : *parts)
      if (part.name == "file")
        return Api::reply_of(200, prompts.record(call.actor, *id, language_of(call), part.content));
    return base::refuse_fault("/file", "missing");
  };
  api.raw(std::move(upload));
  api.remove("/ivr-prompts/{id}/recordings",
             {"delete_ivr_recording", "The text is spoken again.", edit_flows.key, language_parameter},
             [&](const Call& call) -> base::Status {
               auto id = call.id<PromptId>();
               if (!id) return base::pass(id);
               auto deleted = prompts.delete_recording(call.actor, *id, language_of(call));
               if (!deleted) return base::pass(deleted);
               return {};
             });
  Endpoint sound{http::Method::Get,
                 "/ivr-prompts/{id}/sound",
                 {"hear_ivr_prompt", "What callers hear, as WAV.", view_flows.key, language_parameter}};
  sound.content_type = "audio/wav";
  sound.run = [&](const Call& call) -> base::Result<http::Response> {
    auto id = call.id<PromptId>();
    if (!id) return base::pass(id);
    auto wav = prompts.playable(call.actor, *id, language_of(call));
    if (!wav) return base::pass(wav);
    return wav_response(*std::move(wav));
  };
  api.raw(std::move(sound));
  Endpoint speech{http::Method::Post,
                  "/ivr-speech",
                  {"speak_ivr_text", "What callers would hear of these pieces, as WAV.", view_flows.key, {}},
                  &base::type_of<SpeechRequest>()};
  speech.body_kind = http::Body::Small;
  speech.content_type = "audio/wav";
  speech.run = [&](const Call& call) -> base::Result<http::Response> {
    auto body = call.body<SpeechRequest>();
    if (!body) return base::pass(body);
    auto wav = prompts.playable(call.actor, *body);
    if (!wav) return base::pass(wav);
    return wav_response(*std::move(wav));
  };
  api.raw(std::move(speech));
}

}  // namespace

void add_flow_endpoints(Api& api, Ivr& ivr, Prompts& prompts, const base::Messages& messages) {
  add_flows(api, ivr);
  add_checks(api, ivr, messages);
  add_versions(api, ivr);
  add_settings(api, ivr);
  add_prompts(api, prompts);
  add_recordings(api, prompts);
}

}  // namespace ivr
