#include <fstream>

#include "app/tests/endpoint_objects.h"

#include "agents/agents.h"
#include "agents/rights.h"
#include "base/json.h"
#include "calendars/calendars.h"
#include "channels/replies/replies.h"
#include "channels/rights.h"
#include "channels/webchat/webchat.h"
#include "commitments/commitments.h"
#include "commitments/rights.h"
#include "contacts/contacts.h"
#include "contacts/rights.h"
#include "content/rights.h"
#include "customers/customers.h"
#include "customers/rights.h"
#include "db/rows.h"
#include "dictionaries/dictionaries.h"
#include "files/store.h"
#include "ivr/ivr.h"
#include "ivr/prompts.h"
#include "ivr/rights.h"
#include "ivr/testing.h"
#include "lines/lines.h"
#include "lines/rights.h"
#include "monitoring/monitoring.h"
#include "monitoring/notices.h"
#include "monitoring/rights.h"
#include "reporting/reporting.h"
#include "reporting/rights.h"
#include "routing/rights.h"
#include "routing/routing.h"
#include "telephony/recordings/recordings.h"
#include "telephony/recordings/rights.h"
#include "telephony/telephony.h"
#include "tests/support/databases.h"
#include "voice/recording/file_format.h"
#include "wording/wording.h"

namespace app {

using namespace org;
using org::fixture::need;

struct Organisation::Modules {
  explicit Modules(Organisation& o)
      : files(folder.path("files"), o.world.keys),
        customers(o.world.platform, files, o.messages),
        calendars(o.world.platform),
        dictionaries(o.world.platform),
        wording(o.world.platform),
        monitoring(o.world.platform),
        notices(o.world.platform, o.messages),
        agents(o.world.platform),
        routing(o.world.platform),
        ivr(o.world.platform),
        prompts(o.world.platform, files),
        commitments(o.world.platform),
        lines(o.world.platform),
        recordings(o.world.platform, folder.path("recordings")),
        contacts(o.world.platform),
        telephony(o.world.platform),
        images(images::find_program()),
        webchat(o.world.platform, files, images, o.messages),
        replies(o.world.platform),
        reporting(o.world.platform, o.messages) {
    dictionaries.load_packs(YINGDA_SOURCE_DIR "/content");
    calendars.load_packs(YINGDA_SOURCE_DIR "/content");
    wording.load_packs(YINGDA_SOURCE_DIR "/content");
    monitoring.prepare();
  }

  support::TempFolder folder;
  files::Store files;
  customers::Customers customers;
  calendars::Calendars calendars;
  dictionaries::Dictionaries dictionaries;
  wording::Wording wording;
  monitoring::Monitoring monitoring;
  monitoring::Notices notices;
  agents::Agents agents;
  routing::Routing routing;
  ivr::Ivr ivr;
  ivr::Prompts prompts;
  commitments::Commitments commitments;
  lines::Lines lines;
  telephony::Recordings recordings;
  contacts::Contacts contacts;
  telephony::Telephony telephony;
  images::Cleaner images;
  channels::Webchat webchat;
  channels::Replies replies;
  reporting::Reporting reporting;
};

namespace {

std::vector<Right> rights_of_modules() {
  auto rights = customers::customer_rights();
  for (auto right : content::content_rights()) rights.push_back(right);
  for (auto right : agents::agent_rights()) rights.push_back(right);
  for (auto right : routing::routing_rights()) rights.push_back(right);
  for (auto right : ivr::flow_rights()) rights.push_back(right);
  for (auto right : commitments::commitment_rights()) rights.push_back(right);
  for (auto right : lines::line_rights()) rights.push_back(right);
  for (auto right : telephony::recording_rights()) rights.push_back(right);
  for (auto right : contacts::contact_rights()) rights.push_back(right);
  for (auto right : channels::channel_rights()) rights.push_back(right);
  for (auto right : monitoring::monitoring_rights()) rights.push_back(right);
  for (auto right : reporting::report_rights()) rights.push_back(right);
  return rights;
}

}  // namespace

Organisation::Organisation(db::Database& database)
    : world(database, rights_of_modules()),
      messages(base::Messages::load(YINGDA_SOURCE_DIR "/content/messages")),
      api(world.access, messages),
      modules(std::make_unique<Modules>(*this)) {
  add_access_endpoints(api, world.access);
  customers::add_customer_endpoints(api, modules->customers);
  calendars::add_calendar_endpoints(api, modules->calendars);
  dictionaries::add_dictionary_endpoints(api, modules->dictionaries);
  wording::add_wording_endpoints(api, modules->wording);
  reporting::add_report_endpoints(api, modules->reporting);
  monitoring::add_monitoring_endpoints(api, modules->monitoring);
  monitoring::add_notice_endpoints(api, modules->notices);
  agents::add_agent_endpoints(api, modules->agents);
  routing::add_routing_endpoints(api, modules->routing);
  ivr::add_flow_endpoints(api, modules->ivr, modules->prompts, messages);
  commitments::add_commitment_endpoints(api, modules->commitments);
  lines::add_line_endpoints(api, modules->lines);
  telephony::add_recording_endpoints(api, modules->recordings, modules->telephony);
  contacts::add_contact_endpoints(api, modules->contacts);
  telephony::add_telephony_endpoints(api, modules->telephony);
  channels::add_webchat_endpoints(api, modules->webchat);
  channels::add_reply_endpoints(api, modules->replies);
}

Organisation::~Organisation() = default;

Place Organisation::place(Side side) const {
  return side == Side::Inside ? world.north_place() : world.south_place();
}

namespace {

const Actor& system() {
  static const Actor actor = system_actor();
  return actor;
}

// A list or a thing that stands nowhere.
Target nowhere() {
  return {};
}

class AccessTargets {
 public:
  explicit AccessTargets(Organisation& organisation) : o_(organisation) {}

  void add(Targets& targets) {
    for (auto id : {"list_centres", "list_departments", "list_teams", "list_people", "list_roles", "list_api_keys",
                    "list_audit_entries", "get_sign_in_policy"})
      targets[id] = [](Side) { return nowhere(); };
    targets["edit_sign_in_policy"] = [](Side) {
      return Target{.body = base::to_json(SignInPolicyFields{}), .version = 99};
    };
    add_centres(targets);
    add_departments(targets);
    add_teams(targets);
    add_people(targets);
    add_roles(targets);
    add_keys(targets);
  }

 private:
  // A target on an object that exists.
  template <class T>
  static Target on(const T& object, const std::string& body, const Place& place) {
    return {{object.id.text()}, body, object.version, place};
  }

  Place centre_place(Side side) const { return {o_.place(side).centre_id, {}, {}, {}}; }

  void add_centres(Targets& targets) {
    // The northern and southern centre themselves, which stay because much hangs on them.
    auto existing = [this](Side side) {
      auto centre = need(o_.world.access.centre(system(), o_.place(side).centre_id));
      return on(centre, base::to_json<CentreFields>(centre), centre_place(side));
    };
    for (auto id : {"get_centre", "delete_centre"}) targets[id] = existing;
    // Its parent, the root, is reached by nobody here, so an edit keeps out of this test but for the right.
    targets["edit_centre"] = [this](Side side) {
      auto centre = need(o_.world.access.centre(system(), o_.place(side).centre_id));
      auto target = on(centre, base::to_json<CentreFields>(centre), Place{});
      return target;
    };
    targets["create_centre"] = [this](Side side) {
      CentreFields fields{o_.place(side).centre_id, Level::City, "城市", o_.unique("C"), "Asia/Shanghai", "en", true};
      return Target{.body = base::to_json(fields), .place = centre_place(side)};
    };
  }

  void add_departments(Targets& targets) {
    auto make = [this](Side side) {
      auto place = o_.place(side);
      auto department =
          need(o_.world.access.create_department(system(), {place.centre_id, place.department_id, o_.unique("部门")}));
      // Only its centre reaches it: it is another department than the actor's.
      return on(department, base::to_json<DepartmentFields>(department), Place{place.centre_id, department.id, {}, {}});
    };
    for (auto id : {"get_department", "edit_department", "delete_department"}) targets[id] = make;
    targets["create_department"] = [this](Side side) {
      DepartmentFields fields{o_.place(side).centre_id, {}, o_.unique("部门")};
      return Target{.body = base::to_json(fields), .place = centre_place(side)};
    };
  }

  void add_teams(Targets& targets) {
    auto make = [this](Side side) {
      auto place = o_.place(side);
      auto team =
          need(o_.world.access.create_team(system(), {place.centre_id, place.department_id, o_.unique("班"), {}}));
      return on(team, base::to_json<TeamFields>(team), Place{place.centre_id, place.department_id, team.id, {}});
    };
    for (auto id : {"get_team", "edit_team", "delete_team"}) targets[id] = make;
    targets["create_team"] = [this](Side side) {
      auto place = o_.place(side);
      TeamFields fields{place.centre_id, place.department_id, o_.unique("班"), {}};
      return Target{.body = base::to_json(fields), .place = Place{place.centre_id, place.department_id, {}, {}}};
    };
  }

  void add_people(Targets& targets) {
    auto make = [this](Side side) {
      auto person = o_.world.add_person(o_.unique("someone"), o_.place(side), {});
      auto place = o_.place(side);
      place.person_id = person.id;
      return on(person, base::to_json<PersonFields>(person), place);
    };
    for (auto id : {"get_person", "edit_person", "reset_password", "unlock_person", "sign_out_person"})
      targets[id] = make;
    targets["create_person"] = [this](Side side) {
      NewPerson person;
      auto place = o_.place(side);
      person.centre_id = place.centre_id;
      person.department_id = place.department_id;
      person.team_id = place.team_id;
      person.login = o_.unique("new");
      person.name = "新人";
      return Target{.body = base::to_json(person), .place = place};
    };
  }

  void add_roles(Targets& targets) {
    auto make = [this](Side) {
      auto role = need(o_.world.access.create_role(system(), {o_.unique("角色"), "", {}}));
      return Target{{role.id.text()}, base::to_json<RoleFields>(role), role.version, {}};
    };
    for (auto id : {"get_role", "edit_role", "delete_role"}) targets[id] = make;
    targets["create_role"] = [this](Side) {
      return Target{.body = base::to_json(RoleFields{o_.unique("角色"), "", {}})};
    };
  }

  void add_keys(Targets& targets) {
    auto fields = [this](Side side) { return ApiKeyFields{o_.place(side).centre_id, o_.unique("key"), {}, {}, true}; };
    auto make = [this, fields](Side side) {
      auto key = need(o_.world.access.create_api_key(system(), fields(side))).key;
      return on(key, base::to_json<ApiKeyFields>(key), centre_place(side));
    };
    for (auto id : {"get_api_key", "edit_api_key", "delete_api_key"}) targets[id] = make;
    targets["create_api_key"] = [this, fields](Side side) {
      return Target{.body = base::to_json(fields(side)), .place = centre_place(side)};
    };
  }

  Organisation& o_;
};

class CustomerTargets {
 public:
  explicit CustomerTargets(Organisation& organisation) : o_(organisation) {}

  void add(Targets& targets) {
    for (auto id :
         {"list_customers", "list_customer_tags", "list_customer_fields", "list_customer_imports", "export_customers"})
      targets[id] = [](Side) { return nowhere(); };
    add_files(targets);
    add_pairs(targets);
    add_fields(targets);
    add_imports(targets);
  }

 private:
  // Nobody looks after it, so it is reached through its centre alone.
  Place place(Side side) const { return {o_.place(side).centre_id, {}, {}, {}}; }

  customers::CustomerFields fields(Side side) {
    customers::CustomerFields fields;
    fields.centre_id = o_.place(side).centre_id;
    fields.name = o_.unique("客户");
    return fields;
  }
  customers::Customer make(Side side) { return need(o_.modules->customers.create(system(), fields(side))); }

  void add_files(Targets& targets) {
    auto existing = [this](Side side) {
      auto customer = make(side);
      return Target{
          {customer.id.text()}, base::to_json<customers::CustomerFields>(customer), customer.version, place(side)};
    };
    for (auto id : {"get_customer", "edit_customer", "delete_customer", "unmask_customer", "list_customer_changes",
                    "list_customer_relations", "list_customer_duplicates"})
      targets[id] = existing;
    targets["create_customer"] = [this](Side side) {
      return Target{.body = base::to_json(fields(side)), .place = place(side), .becomes_own = side == Side::Inside};
    };
  }

  void add_pairs(Targets& targets) {
    targets["create_customer_relation"] = [this](Side side) {
      customers::NewRelation relation{make(side).id, customers::RelationKind::Family, ""};
      return Target{{make(side).id.text()}, base::to_json(relation), 1, place(side)};
    };
    targets["delete_customer_relation"] = [this](Side side) {
      auto one = make(side).id, other = make(side).id;
      need(o_.modules->customers.relate(system(), one, {other, customers::RelationKind::Family, ""}));
      return Target{{one.text(), other.text()}, "", 1, place(side)};
    };
    targets["merge_customers"] = [this](Side side) {
      return Target{{make(side).id.text()}, base::to_json(customers::NewMerge{make(side).id}), 1, place(side)};
    };
    targets["split_customer"] = [this](Side side) {
      auto one = make(side).id, other = make(side).id;
      need(o_.modules->customers.merge(system(), one, other));
      return Target{{one.text()}, base::to_json(customers::NewMerge{other}), 1, place(side)};
    };
  }

  // Definitions belong to the whole installation.
  void add_fields(Targets& targets) {
    auto fresh = [this] {
      customers::FieldFields fields;
      fields.key = o_.unique("field");
      fields.name = fields.key;
      return fields;
    };
    auto existing = [this, fresh](Side) {
      forget_fields();
      auto field = need(o_.modules->customers.create_field(system(), fresh()));
      return Target{{field.id.text()}, base::to_json<customers::FieldFields>(field), field.version, {}};
    };
    for (auto id : {"edit_customer_field", "delete_customer_field"}) targets[id] = existing;
    targets["create_customer_field"] = [this, fresh](Side) {
      forget_fields();
      return Target{.body = base::to_json(fresh())};
    };
  }

  // There may be but so many.
  void forget_fields() {
    for (const auto& field : need(o_.modules->customers.fields(system())))
      need(o_.modules->customers.delete_field(system(), field.id));
  }

  void add_imports(Targets& targets) {
    static constexpr std::string_view table = "姓名,手机\n王小明,13800138000\n";
    auto existing = [this](Side side) {
      auto import = need(o_.modules->customers.upload(system(), o_.place(side).centre_id, "a.csv", table));
      customers::ImportRun run{import.columns, customers::Duplicates::Skip};
      return Target{{import.id.text()}, base::to_json(run), import.version, place(side)};
    };
    for (auto id : {"get_customer_import", "run_customer_import", "list_customer_import_faults",
                    "download_customer_import_faults", "discard_customer_import"})
      targets[id] = existing;
    targets["create_customer_import"] = [this](Side side) {
      auto part = [](const std::string& disposition, std::string_view content) {
        return "--b\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + std::string(content) + "\r\n";
      };
      auto body = part("name=\"centre_id\"", o_.place(side).centre_id.text()) +
                  part("name=\"file\"; filename=\"a.csv\"", table) + "--b--\r\n";
      return Target{.body = body, .place = place(side), .content_type = "multipart/form-data; boundary=b"};
    };
  }

  Organisation& o_;
};

// Content stands nowhere: whoever may view sees all of it, and who may edit but does not
// reach it is told so. Only a new calendar names a centre.
void add_content_targets(Organisation& o, Targets& targets) {
  for (auto id : {"list_calendars", "list_holidays", "list_dictionaries", "list_language_rules"})
    targets[id] = [](Side) { return nowhere(); };
  auto calendar = need(o.modules->calendars.calendars(system(), {})).items.at(0);
  for (auto id : {"get_calendar", "edit_calendar", "delete_calendar", "list_openings"})
    targets[id] = [calendar](Side) {
      return Target{{calendar.id.text()}, base::to_json<calendars::CalendarFields>(calendar), calendar.version, {}};
    };
  targets["import_special_days"] = [calendar](Side) {
    return Target{{calendar.id.text()}, R"({"format":"csv","text":"date\n2027-01-01\n"})", 1, {}};
  };
  targets["create_calendar"] = [&o](Side side) {
    calendars::CalendarFields fields;
    fields.centre_id = o.place(side).centre_id;
    fields.name = o.unique("日历");
    fields.time_zone = "Asia/Shanghai";
    return Target{.body = base::to_json(fields), .place = Place{o.place(side).centre_id, {}, {}, {}}};
  };
  targets["import_holidays"] = [](Side) {
    return Target{.body = R"({"holiday_set":"CN","format":"csv","text":"date\n2027-01-01\n"})"};
  };
  auto holiday = need(o.modules->calendars.holidays(system(), {})).at(0);
  targets["delete_holiday"] = [holiday](Side) { return Target{{holiday.id.text()}, "", 1, {}}; };
  auto entry = need(o.modules->dictionaries.entries(system(), "urgency")).at(0);
  for (auto id : {"get_dictionary_entry", "edit_dictionary_entry", "delete_dictionary_entry"})
    targets[id] = [entry](Side) {
      return Target{{entry.id.text()}, base::to_json<dictionaries::DictionaryEntryFields>(entry), entry.version, {}};
    };
  targets["create_dictionary_entry"] = [entry](Side) {
    return Target{{"urgency"}, base::to_json<dictionaries::DictionaryEntryFields>(entry), 1, {}};
  };
  targets["list_dictionary_entries"] = [](Side) { return Target{.path_values = {"urgency"}}; };
  targets["order_dictionary_entries"] = [](Side) {
    return Target{.path_values = {"urgency"}, .body = R"({"parent_id":null,"ids":[]})"};
  };
  auto rule = need(o.modules->wording.rules(system(), {})).items.at(0);
  for (auto id : {"get_language_rule", "edit_language_rule", "delete_language_rule", "create_language_rule"})
    targets[id] = [rule](Side) {
      return Target{{rule.id.text()}, base::to_json<wording::LanguageRuleFields>(rule), rule.version, {}};
    };
  targets["check_language"] = [](Side) { return Target{.body = R"({"moment":"first","text":"不行"})"}; };
}

class AgentTargets {
 public:
  explicit AgentTargets(Organisation& organisation) : o_(organisation) {}

  void add(Targets& targets) {
    for (auto id : {"list_skills", "list_agents", "list_agent_states", "get_own_agent", "get_own_agent_state",
                    "sign_in_as_agent", "sign_out_as_agent", "list_own_messages"})
      targets[id] = [](Side) { return nowhere(); };
    targets["set_readiness"] = [](Side) { return Target{.body = R"({"ready":true})"}; };
    add_skills(targets);
    add_agents(targets);
    add_messages(targets);
  }

 private:
  PersonId add_person(Side side) { return o_.world.add_person(o_.unique("colleague"), o_.place(side), {}).id; }
  agents::Agent make(Side side) {
    agents::NewAgent fields;
    fields.person_id = add_person(side);
    return need(o_.modules->agents.create_agent(system(), fields));
  }
  Place place(Side side, PersonId person) const {
    auto place = o_.place(side);
    place.person_id = person;
    return place;
  }

  // One skill, which stands nowhere and stays, since an agent has it.
  void add_skills(Targets& targets) {
    auto skill = need(o_.modules->agents.create_skill(system(), {"技能", "", "", true}));
    agents::NewAgent holder;
    holder.person_id = add_person(Side::Outside);
    holder.skills = {{skill.id, 5}};
    need(o_.modules->agents.create_agent(system(), holder));
    for (auto id : {"get_skill", "edit_skill", "delete_skill", "create_skill"})
      targets[id] = [skill](Side) {
        return Target{{skill.id.text()}, base::to_json<agents::SkillFields>(skill), skill.version, {}};
      };
  }

  void add_agents(Targets& targets) {
    auto existing = [this](Side side) {
      auto agent = make(side);
      return Target{{agent.id.text()}, base::to_json<agents::AgentFields>(agent), agent.version, place(side, agent.id)};
    };
    for (auto id : {"get_agent", "edit_agent"}) targets[id] = existing;
    targets["create_agent"] = [this](Side side) {
      agents::NewAgent fields;
      fields.person_id = add_person(side);
      return Target{.body = base::to_json(fields), .place = place(side, fields.person_id)};
    };
    targets["force_agent_state"] = [this](Side side) {
      auto agent = make(side);
      return Target{{agent.id.text()}, R"({"state":"signed_out"})", 1, place(side, agent.id)};
    };
  }

  void add_messages(Targets& targets) {
    targets["send_agent_message"] = [this](Side side) {
      auto agent = make(side);
      agents::NewMessage message{{agent.id}, {}, {}, "请看公告"};
      return Target{.body = base::to_json(message), .place = place(side, agent.id)};
    };
    // A message to somebody else, which nobody but that one reaches.
    targets["read_message"] = [this](Side side) {
      auto agent = make(side);
      need(o_.modules->agents.send_message(system(), {{agent.id}, {}, {}, "请看公告"}));
      auto id = o_.world.platform.database.read([&](db::Transaction& tx) {
        return tx.query("SELECT id FROM agent_message WHERE person_id = ?1", agent.id)[0].integer(0);
      });
      return Target{{std::to_string(id)}, "", 1, Place{}};
    };
  }

  Organisation& o_;
};

// Flows that are published, and prompts.
void add_flow_targets(Organisation& o, Targets& targets) {
  using ivr::fixture::hangup;
  auto make = [&o](Side side) {
    ivr::NewFlow fields{o.place(side).centre_id, o.unique("flow"), "", {}, ivr::Graph{"a", {hangup("a")}}};
    auto flow = need(o.modules->ivr.create_flow(system(), fields));
    return need(o.modules->ivr.publish(system(), flow.id, {flow.version, ""}));
  };
  auto on_flow = [=](const ivr::Flow& flow, std::string body) {
    return Target{{flow.id.text(), "1"}, std::move(body), flow.version, Place{flow.centre_id, {}, {}, {}}};
  };
  for (auto id :
       {"list_ivr_flows", "list_ivr_templates", "list_ivr_prompts", "get_ivr_settings", "list_ivr_emergencies"})
    targets[id] = [](Side) { return nowhere(); };
  targets["edit_ivr_settings"] = [](Side) { return Target{.body = R"({"allowed_hosts":[]})", .version = 99}; };
  const std::map<std::string, std::string> looks{
      {"get_ivr_flow", ""},
      {"check_ivr_flow", "{}"},
      {"dry_run_ivr_flow", base::to_json(ivr::DryRunRequest{})},
      {"list_ivr_exit_counts", ""},
      {"list_ivr_flow_versions", ""},
      {"get_ivr_flow_version", ""},
      {"compare_ivr_flow_versions", ""},
  };
  for (const auto& [id, body] : looks)
    targets[id] = [=, body = body](Side side) {
      auto target = on_flow(make(side), body);
      target.opens_to_centre = true;
      return target;
    };
  targets["create_ivr_flow"] = [&o](Side side) {
    ivr::NewFlow fields{o.place(side).centre_id, o.unique("flow"), "", {}, {}};
    return Target{.body = base::to_json(fields), .place = Place{fields.centre_id, {}, {}, {}}};
  };
  for (auto id : {"edit_ivr_flow", "delete_ivr_flow"})
    targets[id] = [=](Side side) {
      auto flow = make(side);
      return on_flow(flow, base::to_json<ivr::FlowFields>(flow));
    };
  targets["publish_ivr_flow"] = [=](Side side) {
    auto flow = make(side);
    return on_flow(flow, base::to_json(ivr::Publication{flow.version, ""}));
  };
  targets["roll_back_ivr_flow"] = [=](Side side) { return on_flow(make(side), R"({"number":1})"); };
  targets["switch_ivr_flow_emergency"] = [=](Side side) { return on_flow(make(side), R"({"emergency":false})"); };
  targets["edit_ivr_emergency"] = [&o](Side side) {
    auto centre = o.place(side).centre_id;
    return Target{{centre.text()}, base::to_json(ivr::CentreEmergencyFields{}), 99, Place{centre, {}, {}, {}}};
  };
  auto prompt = [&o](Side side) {
    return need(o.modules->prompts.create_prompt(system(), {o.place(side).centre_id, o.unique("prompt"), "", ""}));
  };
  auto on_prompt = [](const ivr::Prompt& one, std::string body) {
    return Target{{one.id.text()}, std::move(body), one.version, Place{one.centre_id, {}, {}, {}}};
  };
  for (auto id : {"get_ivr_prompt", "hear_ivr_prompt"})
    targets[id] = [=](Side side) {
      auto target = on_prompt(prompt(side), "");
      target.opens_to_centre = true;
      return target;
    };
  for (auto id : {"edit_ivr_prompt", "delete_ivr_prompt", "delete_ivr_recording"})
    targets[id] = [=](Side side) {
      auto one = prompt(side);
      return on_prompt(one, base::to_json<ivr::PromptFields>(one));
    };
  targets["create_ivr_prompt"] = [&o](Side side) {
    ivr::PromptFields fields{o.place(side).centre_id, o.unique("prompt"), "", ""};
    return Target{.body = base::to_json(fields), .place = Place{fields.centre_id, {}, {}, {}}};
  };
  // What is sent is no sound: refused for that, once it is known that it may be sent.
  targets["record_ivr_prompt"] = [=](Side side) {
    auto target = on_prompt(prompt(side),
                            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n"
                            "hello\r\n--b--\r\n");
    target.content_type = "multipart/form-data; boundary=b";
    return target;
  };
  targets["speak_ivr_text"] = [](Side) {
    ivr::SpeechRequest request{{{ivr::SpeechKind::Text, {}, "", true}}, "zh-CN"};
    return Target{.body = base::to_json(request)};
  };
}

// Queues with somebody in them.
void add_routing_targets(Organisation& o, Targets& targets) {
  auto make = [&o](Side side) {
    routing::QueueFields fields;
    fields.centre_id = o.place(side).centre_id;
    fields.name = o.unique("queue");
    return need(o.modules->routing.create_queue(system(), fields));
  };
  auto centre = [](const routing::Queue& queue) { return Place{queue.centre_id, {}, {}, {}}; };
  for (auto id : {"list_queues", "list_queue_loads", "list_agent_loads", "list_own_work"})
    targets[id] = [](Side) { return nowhere(); };
  for (std::string_view id : {"get_queue", "edit_queue", "delete_queue"})
    targets[std::string(id)] = [=](Side side) {
      auto queue = make(side);
      Target target{{queue.id.text()}, base::to_json<routing::QueueFields>(queue), queue.version, centre(queue)};
      target.opens_to_centre = id == "get_queue";
      return target;
    };
  targets["try_queue"] = [=](Side side) {
    auto queue = make(side);
    return Target{{queue.id.text()}, R"({"advance_seconds":0})", 1, centre(queue)};
  };
  targets["create_queue"] = [&o](Side side) {
    routing::QueueFields fields;
    fields.centre_id = o.place(side).centre_id;
    fields.name = o.unique("queue");
    return Target{.body = base::to_json(fields), .place = Place{fields.centre_id, {}, {}, {}}};
  };
  targets["list_work_offers"] = [=, &o](Side side) {
    auto queue = make(side);
    auto item = o.world.platform.database.write([&](db::Transaction& tx) {
      routing::NewItem fields;
      fields.queue_id = queue.id;
      return need(routing::Routing::enter(tx, o.world.platform, org::system_actor().ref, fields));
    });
    return Target{.path_values = {item.id.text()}, .place = centre(queue), .opens_to_agents = true};
  };
  // An offer in that queue, whoever it went to.
  targets["explain_offer"] = [=, &o](Side side) {
    auto queue = make(side);
    agents::NewAgent fields;
    fields.person_id = o.world.add_person(o.unique("asked"), o.place(side), {}).id;
    need(o.modules->agents.create_agent(system(), fields));
    const auto id = o.world.ids.next();
    o.world.platform.database.write([&](db::Transaction& tx) {
      routing::NewItem fresh;
      fresh.queue_id = queue.id;
      auto item = need(routing::Routing::enter(tx, o.world.platform, org::system_actor().ref, fresh));
      routing::ItemOffer offer{routing::OfferId{id}, item.id,        queue.id, fields.person_id, {},
                               item.arrived_at,      item.arrived_at};
      db::insert_row(tx, "work_offer", offer);
    });
    return Target{{std::to_string(id)}, "", 1, centre(queue)};
  };
  // Work in the hands of nobody who asks.
  for (auto id : {"answer_offer", "decline_offer", "finish_work_item", "extend_wrap_up"})
    targets[id] = [](Side) { return Target{{"1"}, "", 1, Place{}}; };
}

// Service levels, and a clock that runs by one.
void add_commitment_targets(Organisation& o, Targets& targets) {
  auto fields = [&o](Side side) {
    commitments::ServiceLevelFields fields;
    fields.centre_id = o.place(side).centre_id;
    fields.name = o.unique("level");
    return fields;
  };
  auto centre = [&o](Side side) { return Place{o.place(side).centre_id, {}, {}, {}}; };
  for (auto id : {"list_service_levels", "list_commitments"}) targets[id] = [](Side) { return nowhere(); };
  for (auto id : {"get_service_level", "edit_service_level", "delete_service_level"})
    targets[id] = [=, &o](Side side) {
      auto level = need(o.modules->commitments.create_service_level(system(), fields(side)));
      return Target{
          {level.id.text()}, base::to_json<commitments::ServiceLevelFields>(level), level.version, centre(side)};
    };
  targets["create_service_level"] = [=](Side side) {
    return Target{.body = base::to_json(fields(side)), .place = centre(side)};
  };
  // One clock on each side, which stays.
  auto clock = [=, &o](Side side) {
    need(o.modules->commitments.create_service_level(system(), fields(side)));
    commitments::NewClock fresh;
    fresh.subject_id = {1};
    fresh.centre_id = o.place(side).centre_id;
    fresh.started_at = o.world.clock.now();
    auto clocks = o.world.platform.database.write([&](db::Transaction& tx) {
      return commitments::Commitments::start(tx, o.world.platform, system().ref, fresh);
    });
    return Target{{clocks.at(0).id.text()}, "", 1, centre(side)};
  };
  const auto inside = clock(Side::Inside), outside = clock(Side::Outside);
  for (auto id : {"get_commitment", "explain_commitment"})
    targets[id] = [=](Side side) { return side == Side::Inside ? inside : outside; };
}

// Contacts that no agent has had yet, so that they stand in their centre only.
void add_contact_targets(Organisation& o, Targets& targets) {
  auto make = [&o](Side side) {
    contacts::NewContact fresh;
    fresh.centre_id = o.place(side).centre_id;
    fresh.conversation_id = 1;
    auto contact = o.world.platform.database.write(
        [&](db::Transaction& tx) { return contacts::Contacts::open(tx, o.world.platform, system().ref, fresh); });
    return Target{{contact.id.text()},
                  base::to_json<contacts::ContactFields>(contact),
                  contact.version,
                  Place{contact.centre_id, {}, {}, {}}};
  };
  targets["list_contacts"] = [](Side) { return nowhere(); };
  for (auto id : {"get_contact", "edit_contact", "list_contact_segments"}) targets[id] = make;
  targets["list_customer_contacts"] = [&o](Side side) {
    customers::CustomerFields fields;
    fields.centre_id = o.place(side).centre_id;
    fields.name = o.unique("客户");
    auto customer = need(o.modules->customers.create(system(), fields));
    return Target{{customer.id.text()}, "", 1, Place{fields.centre_id, {}, {}, {}}};
  };
}

// Sites with a visitor who waits, so that the chat stands in its centre only.
class ChannelTargets {
 public:
  explicit ChannelTargets(Organisation& organisation) : o_(organisation) {}

  void add(Targets& targets) {
    for (auto id : {"list_chat_sites", "list_chats"}) targets[id] = [](Side) { return nowhere(); };
    for (auto id : {"get_chat_site", "edit_chat_site", "delete_chat_site"})
      targets[id] = [this](Side side) {
        auto site = make_site(side);
        return Target{{site.id.text()}, base::to_json<channels::SiteFields>(site), site.version, centre(side)};
      };
    targets["create_chat_site"] = [this](Side side) {
      return Target{.body = base::to_json(fields(side)), .place = centre(side)};
    };
    add_chats(targets);
  }

 private:
  Place centre(Side side) const { return {o_.place(side).centre_id, {}, {}, {}}; }
  channels::SiteFields fields(Side side) {
    routing::QueueFields queue;
    queue.centre_id = o_.place(side).centre_id;
    queue.name = o_.unique("queue");
    channels::SiteFields site;
    site.centre_id = queue.centre_id;
    site.name = o_.unique("site");
    site.queue_id = need(o_.modules->routing.create_queue(system(), queue)).id;
    return site;
  }
  channels::Site make_site(Side side) { return need(o_.modules->webchat.create_site(system(), fields(side))); }
  channels::ChatId make_chat(Side side) {
    auto& webchat = o_.modules->webchat;
    channels::Visitor visitor{"", o_.unique("address")};
    visitor.token = need(webchat.begin_session(visitor, {make_site(side).site_key, {}, {}})).token;
    channels::NewChat chat;
    chat.client_id = "c";
    return need(webchat.start(visitor, chat)).id;
  }

  void add_chats(Targets& targets) {
    auto on = [this, &targets](std::string_view id, std::string body) {
      targets[std::string(id)] = [this, body](Side side) {
        return Target{{make_chat(side).text()}, body, 1, centre(side)};
      };
    };
    on("mark_chat_read", R"({"seq":1})");
    on("end_chat", "");
    on("list_transfer_targets", "");
    on("transfer_chat", R"({"queue_id":"1","note":""})");
    on("consult_in_chat", R"({"agent_id":"1","note":""})");
    on("watch_chat", "");
    on("take_over_chat", "");
    on("choose_chat_customer", R"({"customer_id":null})");
    // Only in one's own hands.
    targets["type_in_chat"] = [this](Side side) { return Target{{make_chat(side).text()}, "", 1, Place{}}; };
    targets["send_file_in_chat"] = [this](Side side) {
      const std::string body =
          "--b\r\nContent-Disposition: form-data; name=\"client_id\"\r\n\r\nc\r\n"
          "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\ntext\r\n--b--\r\n";
      return Target{{make_chat(side).text()}, body, 1, centre(side), "multipart/form-data; boundary=b"};
    };
  }

  Organisation& o_;
};

}  // namespace

namespace {

monitoring::AlarmId make_alarm(Organisation& o, Side side) {
  const monitoring::Observation seen{.source = "queue.longest_wait",
                                     .subject_id = o.world.ids.next(),
                                     .centre_id = o.place(side).centre_id,
                                     .severity = monitoring::Severity::Warning,
                                     .bad_samples = 1};
  o.world.platform.database.write(
      [&](db::Transaction& tx) { monitoring::Monitoring::observe(tx, o.world.platform, seen); });
  return need(o.modules->monitoring.alarms(system(), {}, {1, {}})).items.at(0).id;
}

monitoring::NoticeChannelFields webhook_fields() {
  monitoring::NoticeChannelFields fields;
  fields.name = "值班";
  fields.url = "http://127.0.0.1:9/";  // private, so nothing is ever sent
  fields.secret = "0123456789abcdef";
  return fields;
}

// Of the whole installation: whoever has the right is told that the reach is missing.
void add_notice_targets(Organisation& o, Targets& targets) {
  auto on_channel = [&o](const std::string& body) {
    return [&o, body](Side) {
      auto existing = need(o.modules->notices.channels(system()));
      auto channel =
          existing.empty() ? need(o.modules->notices.create_channel(system(), webhook_fields())) : existing[0];
      return Target{{channel.id.text()}, body, channel.version};
    };
  };
  const auto body = base::to_json(webhook_fields());
  targets["list_notice_channels"] = [](Side) { return nowhere(); };
  targets["create_notice_channel"] = [body](Side) { return Target{.body = body}; };
  targets["edit_notice_channel"] = on_channel(body);
  for (auto id : {"get_notice_channel", "delete_notice_channel", "list_notice_deliveries", "test_notice_channel"})
    targets[id] = on_channel("");
}

void add_monitoring_targets(Organisation& o, Targets& targets) {
  for (auto id : {"list_alarms", "list_monitored_nodes", "list_probe_thresholds"})
    targets[id] = [](Side) { return nowhere(); };
  auto on_alarm = [&o](const std::string& body) {
    return [&o, body](Side side) {
      return Target{{make_alarm(o, side).text()}, body, 1, Place{o.place(side).centre_id, {}, {}, {}}};
    };
  };
  targets["get_alarm"] = on_alarm("");
  targets["acknowledge_alarm"] = on_alarm(R"({"note":""})");
  // Of the whole installation: whoever has the right is told that the reach is missing.
  targets["forget_monitored_node"] = [](Side) { return Target{{"1"}, "", 1, {}}; };
  targets["edit_probe_threshold"] = [&o](Side) {
    auto one = need(o.modules->monitoring.thresholds(system())).at(0);
    return Target{{one.id.text()}, base::to_json(monitoring::ProbeThresholdFields{}), 99};
  };
  add_notice_targets(o, targets);
  targets["list_probe_samples"] = [](Side) { return nowhere(); };
}

reporting::ReportQuestion question() {
  reporting::ReportQuestion question;
  question.from = question.until = "2026-11-20";
  return question;
}

reporting::ThresholdFields threshold_fields(Organisation& o, Side side) {
  reporting::ThresholdFields fields;
  fields.centre_id = o.place(side).centre_id;
  fields.warning = 5;
  fields.critical = 10;
  return fields;
}

reporting::Threshold make_threshold(Organisation& o, Side side) {
  auto fields = threshold_fields(o, side);
  for (const auto& each : need(o.modules->reporting.thresholds(system())))
    if (each.centre_id == fields.centre_id) return each;
  return need(o.modules->reporting.create_threshold(system(), fields));
}

void add_report_targets(Organisation& o, Targets& targets) {
  for (auto id : {"list_reports", "list_report_views", "list_queue_figures", "list_board_thresholds"})
    targets[id] = [](Side) { return nowhere(); };
  auto on_report = [](std::string body) { return [body](Side) { return Target{{"queue_interval"}, body, 1, {}}; }; };
  targets["answer_report"] = on_report(base::to_json(reporting::ReportQuery{question()}));
  targets["export_report"] = on_report(base::to_json(reporting::ExportQuery{question()}));
  targets["open_report_figure"] = on_report(base::to_json(reporting::BehindQuery{question(), {}, "offered"}));
  targets["show_agent_timelines"] = [](Side) {
    return Target{.body = base::to_json(reporting::TimelineQuery{"2026-11-20", "2026-11-20"})};
  };
  const reporting::ReportViewFields fields{"日报", "queue_interval", question(), {}, true};
  auto on_view = [&o, fields](Side) {
    auto kept = need(o.modules->reporting.views(system()));
    auto view = kept.empty() ? need(o.modules->reporting.create_view(o.world.admin(), fields)) : kept[0];
    return Target{{view.id.text()}, base::to_json(fields), view.version, {}};
  };
  for (auto id : {"get_report_view", "edit_report_view", "delete_report_view"}) targets[id] = on_view;
  targets["create_report_view"] = [fields](Side) { return Target{.body = base::to_json(fields)}; };
  targets["get_board_threshold"] = [&o](Side side) { return Target{{make_threshold(o, side).id.text()}, "", 1, {}}; };
  for (auto id : {"edit_board_threshold", "delete_board_threshold"})
    targets[id] = [&o](Side side) {
      auto row = make_threshold(o, side);
      return Target{{row.id.text()},
                    base::to_json<reporting::ThresholdFields>(row),
                    row.version,
                    Place{*row.centre_id, {}, {}, {}}};
    };
  targets["create_board_threshold"] = [&o](Side side) {
    auto body = threshold_fields(o, side);
    body.watched = reporting::Watched::AbandonRate;
    return Target{.body = base::to_json(body), .place = Place{*body.centre_id, {}, {}, {}}};
  };
}

}  // namespace

namespace {

// What a kind of row of lines has: looking is open to the centre, changing takes the reach.
template <class Fields, class Make>
void add_rows(Targets& targets, const std::string& one, const std::string& many, Make make) {
  targets["list_" + many] = [](Side) { return nowhere(); };
  for (const std::string verb : {"get_", "edit_", "delete_"})
    targets[verb + one] = [make, verb](Side side) {
      const auto row = make(side);
      Target target{{row.id.text()}, base::to_json<Fields>(row), row.version, Place{row.centre_id, {}, {}, {}}};
      target.opens_to_centre = verb == "get_";
      return target;
    };
}

template <class Fields>
Target new_row(const Fields& fields) {
  return Target{.body = base::to_json(fields), .place = Place{fields.centre_id, {}, {}, {}}};
}

lines::TrunkFields trunk_fields(Organisation& o, Side side) {
  lines::TrunkFields fields;
  fields.centre_id = o.place(side).centre_id;
  fields.name = o.unique("线路");
  fields.host = "sip.example.com";
  return fields;
}

lines::PhoneFields phone_fields(Organisation& o, Side side) {
  lines::PhoneFields fields;
  fields.centre_id = o.place(side).centre_id;
  fields.name = fields.login = o.unique("phone");
  return fields;
}

lines::NumberFields number_fields(Organisation& o, Side side) {
  lines::NumberFields fields;
  fields.centre_id = o.place(side).centre_id;
  fields.pattern = o.unique("0216");
  fields.name = "热线";
  return fields;
}

lines::WayOutFields way_fields(Organisation& o, Side side) {
  const auto trunk = need(o.modules->lines.create_trunk(system(), trunk_fields(o, side)));
  return {trunk.centre_id, "路由", "", 0, "", {trunk.id}, true};
}

lines::NewCallerRule rule_fields(Organisation& o, Side side) {
  lines::NewCallerRule fields;
  fields.centre_id = o.place(side).centre_id;
  fields.pattern = o.unique("+14155");
  return fields;
}

// A recording of a second of silence that no agent had part in, so that it stands in its centre only.
enum class Recorded { Call, Message };
voice::RecordingId record(Organisation& o, Side side, std::optional<customers::CustomerId> customer = {},
                          Recorded what = Recorded::Call) {
  telephony::NewRecording fresh;
  fresh.id = o.world.platform.ids.make<voice::RecordingId>();
  fresh.centre_id = o.place(side).centre_id;
  fresh.customer_id = customer;
  fresh.voicemail = what == Recorded::Message;
  auto& recordings = o.modules->recordings;
  const auto file = o.world.platform.database.write([&](db::Transaction& tx) { return recordings.begin(tx, fresh); });
  const auto seal = *voice::recording::Seal::make(file.key);
  const std::vector<std::uint8_t> silence(2 * voice::recording::samples_in_frame, 0xd5);
  const auto frame = seal.seal(0, silence, voice::recording::FramePlace::Last);
  std::ofstream out(file.path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(seal.header().data()), std::ssize(seal.header()));
  out.write(reinterpret_cast<const char*>(frame.data()), std::ssize(frame));
  out.close();
  o.world.platform.database.write([&](db::Transaction& tx) { recordings.end(tx, fresh.id, 1'000, 16'000); });
  return fresh.id;
}

void add_recording_targets(Organisation& o, Targets& targets) {
  auto centre_of = [&o](Side side) { return Place{o.place(side).centre_id, {}, {}, {}}; };
  targets["list_recordings"] = targets["list_recording_retentions"] = [](Side) { return nowhere(); };
  for (auto id : {"get_recording", "get_recording_peaks", "play_recording", "download_recording", "release_recording",
                  "delete_recording"})
    targets[id] = [&o, centre_of](Side side) { return Target{{record(o, side).text()}, "", 1, centre_of(side)}; };
  targets["hold_recording"] = [&o, centre_of](Side side) {
    return Target{{record(o, side).text()}, base::to_json(telephony::RecordingHold{"诉讼"}), 1, centre_of(side)};
  };
  targets["delete_customer_recordings"] = [&o, centre_of](Side side) {
    customers::CustomerFields fields;
    fields.centre_id = o.place(side).centre_id;
    fields.name = o.unique("客户");
    return Target{{need(o.modules->customers.create(system(), fields)).id.text()}, "", 1, centre_of(side)};
  };
  auto queue_of = [&o](Side side) {
    routing::QueueFields fields;
    fields.centre_id = o.place(side).centre_id;
    fields.name = o.unique("热线");
    fields.channel = agents::Channel::Voice;
    return need(o.modules->routing.create_queue(system(), fields));
  };
  auto rule_of = [queue_of](Side side) {
    const auto queue = queue_of(side);
    return telephony::RetentionFields{queue.centre_id, queue.id, 30};
  };
  targets["create_recording_retention"] = [rule_of](Side side) { return new_row(rule_of(side)); };
  for (auto id : {"get_recording_retention", "edit_recording_retention", "delete_recording_retention"})
    targets[id] = [&o, rule_of, centre_of](Side side) {
      const auto rule = need(o.modules->recordings.create_retention(system(), rule_of(side)));
      return Target{{rule.id.text()}, base::to_json<telephony::RetentionFields>(rule), rule.version, centre_of(side)};
    };
}

void add_line_targets(Organisation& o, Targets& targets) {
  auto& lines = o.modules->lines;
  add_rows<lines::TrunkSettings>(targets, "trunk", "trunks",
                                 [&](Side side) { return need(lines.create_trunk(system(), trunk_fields(o, side))); });
  add_rows<lines::NumberFields>(targets, "number", "numbers",
                                [&](Side side) { return need(lines.create_number(system(), number_fields(o, side))); });
  add_rows<lines::WayOutFields>(targets, "way_out", "ways_out",
                                [&](Side side) { return need(lines.create_way_out(system(), way_fields(o, side))); });
  add_rows<lines::PhoneFields>(targets, "phone", "phones", [&](Side side) {
    return need(lines.create_phone(system(), phone_fields(o, side))).phone;
  });
  add_rows<lines::CallerRuleFields>(targets, "caller_rule", "caller_rules", [&](Side side) {
    return need(lines.create_caller_rule(system(), rule_fields(o, side)));
  });
  targets["create_trunk"] = [&](Side side) { return new_row(trunk_fields(o, side)); };
  targets["create_number"] = [&](Side side) { return new_row(number_fields(o, side)); };
  targets["create_way_out"] = [&](Side side) { return new_row(way_fields(o, side)); };
  targets["create_phone"] = [&](Side side) { return new_row(phone_fields(o, side)); };
  targets["create_caller_rule"] = [&](Side side) { return new_row(rule_fields(o, side)); };
  targets["reset_phone_password"] = [&](Side side) {
    const auto phone = need(lines.create_phone(system(), phone_fields(o, side))).phone;
    return Target{{phone.id.text()}, "", 1, Place{phone.centre_id, {}, {}, {}}};
  };
  targets["try_dialling"] = [&](Side side) {
    Target target = new_row(lines::DiallingQuestion{o.place(side).centre_id, {}, "13800138000"});
    target.opens_to_centre = true;
    return target;
  };
  for (auto id : {"list_trunk_states", "list_phone_states"}) targets[id] = [](Side) { return nowhere(); };
  targets["get_own_phone"] = [](Side) { return nowhere(); };
  targets["choose_own_phone"] = [](Side) { return Target{.body = base::to_json(lines::OwnPhoneFields{})}; };
  targets["mark_nuisance"] = [](Side) { return Target{.body = base::to_json(lines::NuisanceMark{"13800138000", ""})}; };
}

// A call that rings, a call to be returned, a message that was left: rows as the exchange writes them.
struct CallRows {
  std::string call, call_back, voicemail;
  routing::QueueId queue;
};

CallRows make_call(Organisation& o, Side side) {
  const auto centre = o.place(side).centre_id;
  routing::QueueFields fields;
  fields.centre_id = centre;
  fields.name = o.unique("热线");
  fields.channel = agents::Channel::Voice;
  const auto queue = need(o.modules->routing.create_queue(system(), fields)).id;
  const auto call = o.world.ids.next(), back = o.world.ids.next(), mail = o.world.ids.next();
  const auto message = record(o, side, {}, Recorded::Message);
  o.world.platform.database.write([&](db::Transaction& tx) {
    tx.execute(
        "INSERT INTO voice_call (id, node, kind, state, centre_id, queue_id, number, number_index, number_tail, "
        "masked, "
        "province, city, carrier, called_number, language, began_at, recording, recording_paused, help_note) VALUES "
        "(?1, 0, 'inbound', 'talking', ?2, ?3, '', '', '', '', '', '', '', '', 'zh-CN', 1, ?4, ?4, '')",
        call, centre, queue, false);
    tx.execute(
        "INSERT INTO call_back (id, centre_id, queue_id, number, number_index, masked, reason, state, attempts, note, "
        "since, due_at, version) VALUES (?1, ?2, ?3, '', '', '', 'abandoned', 'open', 0, '', 1, 1, 1)",
        back, centre, queue);
    tx.execute(
        "INSERT INTO voicemail (id, centre_id, queue_id, call_id, recording_id, length_ms, state, note, left_at, "
        "version) VALUES "
        "(?1, ?2, ?3, ?4, ?5, 1, 'new', '', 1, 1)",
        mail, centre, queue, call, message);
  });
  return {std::to_string(call), std::to_string(back), std::to_string(mail), queue};
}

void add_call_targets(Organisation& o, Targets& targets) {
  auto place = [&o](Side side) { return Place{o.place(side).centre_id, {}, {}, {}}; };
  for (auto id : {"list_calls", "list_call_backs", "list_voicemails"}) targets[id] = [](Side) { return nowhere(); };
  auto on_call = [&](std::string id, std::string body) {
    targets[id] = [&o, place, body](Side side) { return Target{{make_call(o, side).call}, body, 1, place(side)}; };
  };
  on_call("unmask_call", "");
  on_call("supervise_call", R"({"mode":"listen"})");
  on_call("take_over_call", "");
  on_call("cut_call", "");
  // Only in one's own call.
  auto own = [&](std::string id, std::string body) {
    targets[id] = [&o, body](Side side) { return Target{{make_call(o, side).call}, body, 1, Place{}}; };
  };
  targets["get_voice_relays"] = [](Side) { return nowhere(); };
  targets["edit_voice_relays"] = [](Side) { return Target{.body = R"({"urls":[],"secret":null})", .version = 99}; };
  own("list_call_targets", "");
  own("transfer_call", R"({"queue_id":"1","agent_id":null,"flow_id":null,"number":""})");
  own("consult_in_call", R"({"queue_id":null,"agent_id":"1","flow_id":null,"number":""})");
  for (auto id : {"swap_parties", "join_parties", "complete_transfer", "survey_call"}) own(id, "");
  own("drop_party", R"({"party_id":"1"})");
  own("pause_call_recording", R"({"paused":true})");
  own("ask_for_help_in_call", R"({"note":""})");
  auto of_centre = [place](Side side, std::string id, std::string body) {
    Target target{{std::move(id)}, std::move(body), 1, place(side)};
    target.opens_to_centre = true;
    return target;
  };
  targets["take_call_back"] = [&o, of_centre](Side side) { return of_centre(side, make_call(o, side).call_back, ""); };
  targets["end_call_back"] = [&o, of_centre](Side side) {
    return of_centre(side, make_call(o, side).call_back, R"({"state":"done","note":""})");
  };
  targets["end_voicemail"] = [&o, of_centre](Side side) {
    return of_centre(side, make_call(o, side).voicemail, R"({"note":""})");
  };
  for (auto id : {"get_voicemail", "get_voicemail_peaks", "play_voicemail"})
    targets[id] = [&o, of_centre](Side side) { return of_centre(side, make_call(o, side).voicemail, ""); };
  targets["get_queue_voice"] = [&o, of_centre](Side side) {
    return of_centre(side, make_call(o, side).queue.text(), "");
  };
  targets["edit_queue_voice"] = [&o, place](Side side) {
    Target target{{make_call(o, side).queue.text()}, base::to_json(telephony::QueueVoiceFields{}), 1, place(side)};
    return target;
  };
}

}  // namespace

Targets targets(Organisation& organisation) {
  Targets targets;
  // The closures hold what made them.
  auto access = std::make_shared<AccessTargets>(organisation);
  auto customers = std::make_shared<CustomerTargets>(organisation);
  auto agents = std::make_shared<AgentTargets>(organisation);
  auto channels = std::make_shared<ChannelTargets>(organisation);
  channels->add(targets);
  access->add(targets);
  customers->add(targets);
  agents->add(targets);
  add_content_targets(organisation, targets);
  add_report_targets(organisation, targets);
  add_routing_targets(organisation, targets);
  add_flow_targets(organisation, targets);
  add_commitment_targets(organisation, targets);
  add_contact_targets(organisation, targets);
  add_monitoring_targets(organisation, targets);
  add_line_targets(organisation, targets);
  add_call_targets(organisation, targets);
  add_recording_targets(organisation, targets);
  for (auto& [id, make] : targets)
    make = [access, customers, agents, channels, make = std::move(make)](Side side) { return make(side); };
  return targets;
}

}  // namespace app
