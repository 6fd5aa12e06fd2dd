// The endpoints of lines.

#include "access/api.h"
#include "agents/rights.h"
#include "lines/lines.h"
#include "lines/rights.h"

namespace lines {
namespace {

using org::Api;
using org::Call;
using org::ListQuery;

// What all kinds of rows have: a list, one, and its deletion.
template <class Id, class Lister, class Getter, class Remover>
void add_rows(Api& api, const std::string& path, std::array<org::Doc, 3> docs, Lister list, Getter get,
              Remover remove) {
  using Page = typename org::ResultValue<
      std::invoke_result_t<Lister, const org::Actor&, std::optional<org::CentreId>, const ListQuery&>>::type;
  using One = typename org::ResultValue<std::invoke_result_t<Getter, const org::Actor&, Id>>::type;
  docs[0].parameters = {{"centre_id", "Only those of this centre."}};
  api.list(path, docs[0], [list](const Call& call, const ListQuery& query) -> base::Result<Page> {
    auto centre = call.id_parameter<org::CentreId>("centre_id");
    if (!centre) return base::pass(centre);
    return list(call.actor, *centre, query);
  });
  api.get(path + "/{id}", docs[1], [get](const Call& call) -> base::Result<One> {
    auto id = call.id<Id>();
    if (!id) return base::pass(id);
    return get(call.actor, *id);
  });
  api.remove(path + "/{id}", docs[2], [remove](const Call& call) -> base::Status {
    auto id = call.id<Id>();
    if (!id) return base::pass(id);
    return remove(call.actor, *id);
  });
}

// Replacing one.
template <class Id, class Body, class Editor>
void add_edit(Api& api, const std::string& path, org::Doc doc, Editor edit) {
  using One =
      typename org::ResultValue<std::invoke_result_t<Editor, const org::Actor&, Id, std::int64_t, const Body&>>::type;
  api.edit<Body>(path + "/{id}", doc,
                 [edit](const Call& call, std::int64_t version, const Body& body) -> base::Result<One> {
                   auto id = call.id<Id>();
                   if (!id) return base::pass(id);
                   return edit(call.actor, *id, version, body);
                 });
}

void add_trunks(Api& api, Lines& lines) {
  const auto view = view_trunks.key, edit = edit_trunks.key;
  add_rows<TrunkId>(
      api, "/trunks",
      {{{"list_trunks", "The trunks within reach, oldest first.", view, {}},
        {"get_trunk", "One, with its version as ETag; its passwords are never shown.", view, {}},
        {"delete_trunk", "Deletes one that no way out names; calls in progress go on.", edit, {}}}},
      [&](const auto& actor, auto centre, const auto& query) { return lines.trunks(actor, centre, query); },
      [&](const auto& actor, TrunkId id) { return lines.trunk(actor, id); },
      [&](const auto& actor, TrunkId id) { return lines.delete_trunk(actor, id); });
  api.get("/trunk-states", {"list_trunk_states", "What nodes know of the trunks within reach.", view, {}},
          [&](const Call& call) { return org::items_of(lines.trunk_states(call.actor)); });
  api.create<TrunkFields>(
      "/trunks", {"create_trunk", "Makes one.", edit, {}},
      [&](const Call& call, const TrunkFields& body) { return lines.create_trunk(call.actor, body); });
  add_edit<TrunkId, TrunkFields>(
      api, "/trunks",
      {"edit_trunk", "Replaces one; a password that is not given stays. If-Match names the version seen.", edit, {}},
      [&](const auto& actor, TrunkId id, std::int64_t version, const TrunkFields& body) {
        return lines.edit_trunk(actor, id, version, body);
      });
}

void add_numbers(Api& api, Lines& lines) {
  const auto view = view_numbers.key, edit = edit_numbers.key;
  add_rows<NumberId>(
      api, "/numbers",
      {{{"list_numbers", "Our numbers within reach, oldest first.", view, {}},
        {"get_number", "One, with its version as ETag.", view, {}},
        {"delete_number", "Deletes one: calls to it are refused from then on.", edit, {}}}},
      [&](const auto& actor, auto centre, const auto& query) { return lines.numbers(actor, centre, query); },
      [&](const auto& actor, NumberId id) { return lines.number(actor, id); },
      [&](const auto& actor, NumberId id) { return lines.delete_number(actor, id); });
  api.create<NumberFields>(
      "/numbers", {"create_number", "Makes one.", edit, {}},
      [&](const Call& call, const NumberFields& body) { return lines.create_number(call.actor, body); });
  add_edit<NumberId, NumberFields>(api, "/numbers",
                                   {"edit_number", "Replaces one. If-Match names the version that was seen.", edit, {}},
                                   [&](const auto& actor, NumberId id, std::int64_t version, const NumberFields& body) {
                                     return lines.edit_number(actor, id, version, body);
                                   });
}

void add_ways(Api& api, Lines& lines) {
  const auto view = view_trunks.key, edit = edit_trunks.key;
  add_rows<WayOutId>(
      api, "/ways-out",
      {{{"list_ways_out", "By which trunks which numbers are called, oldest first.", view, {}},
        {"get_way_out", "One, with its version as ETag.", view, {}},
        {"delete_way_out", "Deletes one.", edit, {}}}},
      [&](const auto& actor, auto centre, const auto& query) { return lines.ways_out(actor, centre, query); },
      [&](const auto& actor, WayOutId id) { return lines.way_out(actor, id); },
      [&](const auto& actor, WayOutId id) { return lines.delete_way_out(actor, id); });
  api.create<WayOutFields>(
      "/ways-out", {"create_way_out", "Makes one.", edit, {}},
      [&](const Call& call, const WayOutFields& body) { return lines.create_way_out(call.actor, body); });
  add_edit<WayOutId, WayOutFields>(
      api, "/ways-out", {"edit_way_out", "Replaces one. If-Match names the version that was seen.", edit, {}},
      [&](const auto& actor, WayOutId id, std::int64_t version, const WayOutFields& body) {
        return lines.edit_way_out(actor, id, version, body);
      });
  api.act<DiallingQuestion>(
      "/ways-out/trials", {"try_dialling", "What would come of calling a number; nothing is called.", view, {}},
      [&](const Call& call, const DiallingQuestion& body) { return lines.try_dialling(call.actor, body); });
}

void add_phones(Api& api, Lines& lines) {
  const auto view = view_phones.key, edit = edit_phones.key;
  add_rows<PhoneId>(
      api, "/phones",
      {{{"list_phones", "The SIP phones within reach, oldest first.", view, {}},
        {"get_phone", "One, with its version as ETag.", view, {}},
        {"delete_phone", "Deletes one; it can no longer sign in.", edit, {}}}},
      [&](const auto& actor, auto centre, const auto& query) { return lines.phones(actor, centre, query); },
      [&](const auto& actor, PhoneId id) { return lines.phone(actor, id); },
      [&](const auto& actor, PhoneId id) { return lines.delete_phone(actor, id); });
  api.get("/phone-states", {"list_phone_states", "Whether the phones within reach are signed in, and where.", view, {}},
          [&](const Call& call) { return org::items_of(lines.phone_states(call.actor)); });
  api.create<PhoneFields>(
      "/phones", {"create_phone", "Makes one; its password is shown this once.", edit, {}},
      [&](const Call& call, const PhoneFields& body) { return lines.create_phone(call.actor, body); });
  add_edit<PhoneId, PhoneFields>(
      api, "/phones",
      {"edit_phone", "Replaces one; what it signs in with stays. If-Match names the version that was seen.", edit, {}},
      [&](const auto& actor, PhoneId id, std::int64_t version, const PhoneFields& body) {
        return lines.edit_phone(actor, id, version, body);
      });
  api.act("/phones/{id}/passwords",
          {"reset_phone_password", "Makes a new password, which is shown this once.", edit, {}},
          [&](const Call& call) -> base::Result<CreatedPhone> {
            auto id = call.id<PhoneId>();
            if (!id) return base::pass(id);
            return lines.reset_phone_password(call.actor, *id);
          });
  api.get("/own-phone",
          {"get_own_phone", "What rings when one is called, and the choices.", agents::work_as_agent.key, {}},
          [&](const Call& call) { return lines.own_phone(call.actor); });
  api.set<OwnPhoneFields>(
      "/own-phone",
      {"choose_own_phone",
       "Chooses the browser or one phone; whoever had that phone gets the browser.",
       agents::work_as_agent.key,
       {}},
      [&](const Call& call, const OwnPhoneFields& body) { return lines.choose_phone(call.actor, body); });
  api.get("/telephony", {"get_telephony", "Whether there is telephony, and where phones find it.", "", {}},
          [&](const Call& call) { return lines.telephony(call.actor); });
}

void add_callers(Api& api, Lines& lines) {
  const auto view = view_callers.key, edit = edit_callers.key;
  add_rows<CallerRuleId>(
      api, "/caller-rules",
      {{{"list_caller_rules",
         "Callers who are blocked, let through or a nuisance, within reach, newest first.",
         view,
         {}},
        {"get_caller_rule", "One, with its version as ETag; a whole number is masked.", view, {}},
        {"delete_caller_rule", "Deletes one.", edit, {}}}},
      [&](const auto& actor, auto centre, const auto& query) { return lines.caller_rules(actor, centre, query); },
      [&](const auto& actor, CallerRuleId id) { return lines.caller_rule(actor, id); },
      [&](const auto& actor, CallerRuleId id) { return lines.delete_caller_rule(actor, id); });
  api.create<NewCallerRule>(
      "/caller-rules", {"create_caller_rule", "Makes one for a number, or for all that begin so.", edit, {}},
      [&](const Call& call, const NewCallerRule& body) { return lines.create_caller_rule(call.actor, body); });
  add_edit<CallerRuleId, CallerRuleFields>(
      api, "/caller-rules",
      {"edit_caller_rule", "Replaces verdict, reason and end. If-Match names the version that was seen.", edit, {}},
      [&](const auto& actor, CallerRuleId id, std::int64_t version, const CallerRuleFields& body) {
        return lines.edit_caller_rule(actor, id, version, body);
      });
  api.act<NuisanceMark>(
      "/caller-marks",
      {"mark_nuisance", "Calls a caller a nuisance; who may block sees how often.", mark_callers.key, {}},
      [&](const Call& call, const NuisanceMark& body) { return lines.mark_nuisance(call.actor, body); });
}

}  // namespace

void add_line_endpoints(Api& api, Lines& lines) {
  add_trunks(api, lines);
  add_numbers(api, lines);
  add_ways(api, lines);
  add_phones(api, lines);
  add_callers(api, lines);
}

}  // namespace lines
