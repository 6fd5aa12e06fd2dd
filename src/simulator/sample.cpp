#include "simulator/sample.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "access/passwords.h"
#include "base/text.h"
#include "dictionaries/dictionaries.h"
#include "simulator/filling.h"
#include "simulator/history.h"
#include "simulator/hotlines.h"
#include "simulator/names.h"

namespace simulator {
namespace {

constexpr int agents_in_city = 22;  // who chat
constexpr int callees_in_city = 8;  // who take calls
constexpr std::string_view callee_login = "-hotline";
constexpr int teams_in_city = 3;
// Queues of a city and the words of their sites, by subject.
struct QueueSpec {
  Subject subject;
  std::string_view name, name_en, site, site_en;
  std::size_t skill;
  std::int64_t priority_seconds;
};
constexpr std::array<QueueSpec, subject_count> queue_specs{
    QueueSpec{Subject::General, "在线客服", "Web chat", "星河有线官网", "Xinghe Cable web site", 2, 0},
    QueueSpec{Subject::Tv, "电视报修", "TV faults", "电视报修", "TV faults", 0, 0},
    QueueSpec{Subject::Broadband, "宽带报修", "Broadband faults", "宽带报修", "Broadband faults", 1, 0},
    QueueSpec{Subject::Complaint, "投诉受理", "Complaints", "投诉与建议", "Complaints and ideas", 3, 60}};

struct CitySpec {
  std::string_view code, name, region;
};
struct ProvinceSpec {
  std::string_view code, name;
  std::array<CitySpec, 2> cities;
};
constexpr std::array<ProvinceSpec, 2> provinces{ProvinceSpec{"LJ",
                                                             "临江省客户服务中心",
                                                             {CitySpec{"LJ-WJ", "望江市分中心", "临江省望江市"},
                                                              CitySpec{"LJ-BS", "白石市分中心", "临江省白石市"}}},
                                                ProvinceSpec{"YL",
                                                             "云岭省客户服务中心",
                                                             {CitySpec{"YL-YG", "云港市分中心", "云岭省云港市"},
                                                              CitySpec{"YL-QL", "青岚市分中心", "云岭省青岚市"}}}};

class Filling {
 public:
  Filling(const org::Platform& platform, const Parts& parts)
      : parts_(parts),
        access_(parts.access),
        customers_(parts.customers),
        agents_(parts.agents),
        routing_(parts.routing),
        webchat_(parts.webchat),
        replies_(parts.replies),
        tiers_(platform.database.read(&tiers_in)) {}

  Organisation run(int customers, const std::string& content_folder) {
    for (const auto& role : need(access_.roles(system_, {200, {}})).items) roles_[role.key] = role.id;
    name_root();
    add_fields();
    add_skills();
    for (const auto& province : provinces) add_province(province);
    add_office_people();
    add_queues();
    add_sites();
    add_hotline_queues(parts_, sample_, {skills_[0], skills_[2]});
    add_hotlines(parts_, sample_, root_, content_folder);
    add_replies();
    for (int n = 0; n < customers; ++n) add_customer(n);
    add_relations();
    return std::move(sample_);
  }

 private:
  // Empty where the dictionary is not there.
  static std::vector<std::optional<dictionaries::EntryId>> tiers_in(db::Transaction& tx) {
    std::vector<std::optional<dictionaries::EntryId>> tiers;
    for (const auto* key : {"diamond", "gold", "silver", "standard"}) {
      auto entry = dictionaries::Dictionaries::find_entry(tx, "customer_tiers", key);
      tiers.push_back(entry ? std::optional(entry->id) : std::nullopt);
    }
    return tiers;
  }

  void name_root() {
    auto root = need(access_.centres(system_, {1, {}})).items.at(0);
    root_ = root.id;
    org::CentreFields fields = root;
    fields.name = "星河有线客户服务总部";
    need(access_.edit_centre(system_, root.id, root.version, fields));
  }

  org::CentreId add_centre(org::CentreId parent, org::Level level, std::string_view code, std::string_view name) {
    org::CentreFields fields{parent, level, std::string(name), std::string(code), "Asia/Shanghai", "zh-CN", true};
    return need(access_.create_centre(system_, fields)).id;
  }

  org::PersonId add_person(org::Place place, std::string_view role, org::Scope scope, std::string login) {
    org::NewPerson person;
    person.centre_id = place.centre_id;
    person.department_id = place.department_id;
    person.team_id = place.team_id;
    person.login = std::move(login);
    person.name = person_name(1000 + ++people_);
    person.number = fmt::format("{:04}", 8000 + people_);
    person.phone = phone_number(9000 + people_);
    person.grants = {{roles_.at(std::string(role)), scope}};
    person.password = std::string(sample_password);
    return need(access_.create_person(system_, person)).person.id;
  }

  void add_province(const ProvinceSpec& province) {
    auto centre = add_centre(root_, org::Level::Province, province.code, province.name);
    auto code = base::ascii_lower(province.code);
    add_person({centre, {}, {}, {}}, "centre_administrator", org::Scope::CentreAndBelow, code + "-admin");
    add_person({centre, {}, {}, {}}, "quality_reviewer", org::Scope::CentreAndBelow, code + "-quality");
    add_person({centre, {}, {}, {}}, "planner", org::Scope::CentreAndBelow, code + "-planner");
    add_person({centre, {}, {}, {}}, "dispatcher", org::Scope::CentreAndBelow, code + "-dispatch");
    for (const auto& city : province.cities) add_city(centre, city);
  }

  void add_city(org::CentreId province, const CitySpec& spec) {
    const auto nth = sample_.cities.size();
    SampleCity city;
    city.centre_id = add_centre(province, org::Level::City, spec.code, spec.name);
    city.time_zone = "Asia/Shanghai";
    city.region = spec.region;
    city.helper = nth ^ 1;
    const auto code = base::ascii_lower(spec.code);
    auto hotline = need(access_.create_department(system_, {city.centre_id, {}, "热线服务部"})).id;
    auto field = need(access_.create_department(system_, {city.centre_id, {}, "装维服务部"})).id;
    for (int t = 0; t < teams_in_city; ++t) add_team(nth, {city.centre_id, hotline, {}, {}}, code, t);
    add_person({city.centre_id, field, {}, {}}, "field_engineer", org::Scope::Centre, code + "-field");
    add_person({city.centre_id, hotline, {}, {}}, "back_office", org::Scope::Centre, code + "-office");
    city.teams = std::exchange(teams_, {});
    sample_.cities.push_back(std::move(city));
  }

  // The first two agents are of the first team, the next two of the second; the others take turns.
  static int team_of(int agent) { return agent < 4 ? agent / 2 : (agent + 1) % teams_in_city; }

  void add_team(std::size_t city, org::Place place, const std::string& code, int t) {
    static constexpr std::array<std::string_view, teams_in_city> names{"热线一班", "热线二班", "热线三班"};
    const std::string name(names[static_cast<std::size_t>(t)]);
    auto team = need(access_.create_team(system_, {place.centre_id, *place.department_id, name, {}}));
    place.team_id = team.id;
    teams_.push_back(team.id);
    auto leader = add_person(place, "supervisor", org::Scope::Centre, fmt::format("{}-lead{}", code, t + 1));
    need(access_.edit_team(system_, team.id, team.version, {place.centre_id, *place.department_id, name, leader}));
    // Who leads helps out, and takes over what has gone wrong.
    need(agents_.create_agent(system_, agents::NewAgent{{}, leader}));
    for (int a = 0; a < agents_in_city; ++a)
      if (team_of(a) == t) add_agent(city, place, fmt::format("{}-agent{}", code, a + 1), a);
    for (int c = 0; c < callees_in_city; ++c)
      if (c % teams_in_city == t) add_callee(city, place, fmt::format("{}{}{}", code, callee_login, c + 1));
  }

  void add_skills() {
    for (const auto& fields : {agents::SkillFields{"电视报修", "TV faults", "机顶盒、信号、节目", true},
                               agents::SkillFields{"宽带报修", "Broadband faults", "断网、测速、路由器", true},
                               agents::SkillFields{"业务办理", "Sales and changes", "开户、套餐变更、移机", true},
                               agents::SkillFields{"投诉受理", "Complaints", "", true},
                               agents::SkillFields{"英语服务", "English", "", true}})
      skills_.push_back(need(agents_.create_skill(system_, fields)).id);
  }

  // Everybody sells, knows one kind of fault well, and some take complaints or speak English.
  void add_agent(std::size_t city, org::Place place, const std::string& login, int n) {
    place.person_id = add_person(place, "agent", org::Scope::Centre, login);
    const auto name = person_name(1000 + people_);
    agents::NewAgent fields;
    fields.person_id = *place.person_id;
    fields.skills = {{skills_[static_cast<std::size_t>(n) % 2], 8}, {skills_[2], 5 + n % 5}};
    const bool complaints = n == 2 || n % 4 == 3;
    if (complaints) fields.skills.push_back({skills_[3], 6});
    if (n % 10 == 3) fields.skills.push_back({skills_[4], 7});
    fields.capacity = {{agents::Channel::Voice, 0}};
    need(agents_.create_agent(system_, fields));
    sample_.agents.push_back(
        {place, name, fmt::format("{:04}", 8000 + people_), city, {true, n % 2 == 0, n % 2 == 1, complaints}, 3});
  }

  // Takes calls of every kind, and no chats.
  void add_callee(std::size_t city, org::Place place, std::string login) {
    place.person_id = add_person(place, "agent", org::Scope::Centre, login);
    agents::NewAgent fields;
    fields.person_id = *place.person_id;
    fields.skills = {{skills_[0], 7}, {skills_[1], 7}, {skills_[2], 6}};
    fields.capacity = {{agents::Channel::Webchat, 0}};
    need(agents_.create_agent(system_, fields));
    SampleAgent one;
    one.place = place;
    one.name = person_name(1000 + people_);
    one.number = fmt::format("{:04}", 8000 + people_);
    one.city = city;
    one.capacity = 1;
    one.by_phone = true;
    one.login = std::move(login);
    sample_.agents.push_back(std::move(one));
  }

  // One for each subject in each city; the cities of a province help each other out.
  void add_queues() {
    for (std::size_t spec = 0; spec < queue_specs.size(); ++spec)
      sample_.asked[spec] = {{skills_[queue_specs[spec].skill], 5}};
    for (auto& city : sample_.cities)
      for (std::size_t n = 0; n < queue_specs.size(); ++n) city.queues[n] = add_queue(city, queue_specs[n]);
    for (const auto& city : sample_.cities)
      for (std::size_t n = 0; n < queue_specs.size(); ++n) let_overflow(city.queues[n], city.helper, n);
  }

  routing::QueueId add_queue(const SampleCity& city, const QueueSpec& spec) {
    routing::QueueFields fields;
    fields.centre_id = city.centre_id;
    fields.name = spec.name;
    fields.name_en = spec.name_en;
    fields.offer_seconds = 20;
    fields.priority_seconds = spec.priority_seconds;
    fields.stages = {{0, {{skills_[spec.skill], 5}}, {}}, {45, {}, {}}};
    return need(routing_.create_queue(system_, fields)).id;
  }

  void let_overflow(routing::QueueId id, std::size_t helper, std::size_t subject) {
    auto queue = need(routing_.queue(system_, id));
    routing::QueueFields fields = queue;
    fields.overflow_queue_id = sample_.cities[helper].queues[subject];
    fields.overflow_seconds = 180;
    need(routing_.edit_queue(system_, id, queue.version, fields));
  }

  // The first is the one that the demo's own pages embed.
  void add_sites() {
    for (auto& city : sample_.cities)
      for (std::size_t n = 0; n < queue_specs.size(); ++n) city.sites[n] = add_site(city, queue_specs[n]);
  }

  channels::SiteId add_site(const SampleCity& city, const QueueSpec& spec) {
    using channels::Question;
    using channels::QuestionKind;
    channels::SiteFields fields;
    fields.centre_id = city.centre_id;
    fields.name = spec.site;
    fields.name_en = spec.site_en;
    fields.queue_id = city.queues[static_cast<std::size_t>(spec.subject)];
    fields.greeting = "您好，这里是星河有线在线客服，请问有什么可以帮您？";
    fields.greeting_en = "Welcome to Xinghe Cable. How can we help you?";
    fields.offline_text = "现在没有客服在线。请留下您的问题和联系方式，我们会尽快答复您。";
    fields.offline_text_en = "Nobody is here right now. Leave us a message and we will get back to you.";
    fields.privacy_note = "您填写的信息仅用于处理本次咨询。";
    fields.privacy_note_en = "What you enter is used to answer your question and for nothing else.";
    fields.form = {
        Question{"name", QuestionKind::Name, "您的称呼", "Your name", false, {}},
        Question{"phone", QuestionKind::Phone, "联系电话", "Phone", false, {}},
        Question{
            "topic", QuestionKind::Choice, "咨询类型", "Topic", true, {"电视报修", "宽带报修", "业务办理", "其他"}}};
    // Who comes back waits a little for whom it knows.
    fields.last_agent_seconds = 30;
    return need(webchat_.create_site(system_, fields)).id;
  }

  void add_replies() {
    std::int64_t position = 0;
    auto add = [&](std::string_view folder, std::string_view shortcut, std::string_view title, std::string_view text,
                   std::string_view language) {
      channels::CannedReplyFields fields;
      fields.own = false;
      fields.folder = std::string(folder);
      fields.shortcut = std::string(shortcut);
      fields.title = std::string(title);
      fields.text = std::string(text);
      fields.language = std::string(language);
      fields.position = position += 10;
      need(replies_.create(system_, fields));
    };
    add("开场与结束", "nh", "您好", "您好，{单位}客服，工号{工号}为您服务，请问有什么可以帮您？", "zh-CN");
    add("开场与结束", "zj", "结束语", "请问还有其他可以帮到您的吗？感谢您的咨询，祝您生活愉快！", "zh-CN");
    add("查询", "sd", "请稍等", "{客户}您好，我正在为您核实，请稍等，{时间}前答复您。", "zh-CN");
    add("查询", "hth", "请提供合同号", "为了尽快为您查询，请提供一下您的合同号或装机电话。", "zh-CN");
    add("报修", "cq", "重启机顶盒", "请您先关闭机顶盒电源，等待一分钟后再打开，看看画面是否恢复。", "zh-CN");
    add("报修", "sm", "上门时间", "已为您登记上门维修，师傅会在{时间}前与您电话联系，请保持电话畅通。", "zh-CN");
    add("English", "hi", "Greeting", "Hello, this is {unit}, agent {number}. How may I help you?", "en");
    add("English", "bye", "Closing", "Is there anything else I can do for you? Thank you for contacting us.", "en");
  }

  void add_office_people() {
    struct Post {
      std::string_view role, login;
    };
    for (auto [role, login] :
         {Post{"trainer", "trainer"}, Post{"knowledge_editor", "editor"}, Post{"campaign_manager", "campaign"},
          Post{"report_viewer", "reports"}, Post{"auditor", "auditor"}})
      add_person({root_, {}, {}, {}}, role, org::Scope::CentreAndBelow, std::string(login));
  }

  void add_fields() {
    using customers::FieldFields;
    using customers::FieldKind;
    for (const auto& fields :
         {FieldFields{"contract", "合同号", "Contract", FieldKind::Text, {}, false, 1, true},
          FieldFields{
              "package", "套餐", "Package", FieldKind::Choice, {"基础", "高清", "4K家庭", "宽带融合"}, false, 2, true},
          FieldFields{"set_top_boxes", "机顶盒数", "Set-top boxes", FieldKind::Number, {}, false, 3, true},
          FieldFields{"installed_on", "开通日期", "Installed on", FieldKind::Date, {}, false, 4, true}})
      need(customers_.create_field(system_, fields));
  }

  void add_customer(int n) {
    auto& city = sample_.cities[static_cast<std::size_t>(n) % sample_.cities.size()];
    customers::CustomerFields fields;
    fields.centre_id = city.centre_id;
    bool organization = n % 23 == 22;
    fields.kind = organization ? customers::Kind::Organization : customers::Kind::Person;
    fields.stage = n % 11 == 10   ? customers::Stage::Lead
                   : n % 17 == 16 ? customers::Stage::Lapsed
                                  : customers::Stage::Customer;
    fields.name = organization ? person_name(n).substr(0, 3) + "记商贸行" : person_name(n);
    fields.identities = {{"", customers::IdentityKind::Phone, phone_number(n), "本人", true, false},
                         {"", customers::IdentityKind::Account, contract_number(n), "合同", false, false}};
    if (n % 5 == 0)
      fields.identities.push_back(
          {"", customers::IdentityKind::Email, fmt::format("kehu{}@example.com", n), "", false, false});
    fields.addresses = {{"装机地址", city.region, street(n), ""}};
    static constexpr std::array<std::string_view, 6> tags{"高清用户", "宽带",     "老人家庭",
                                                          "大客户",   "欠费提醒", "多次报修"};
    fields.tags.emplace_back(tags[static_cast<std::size_t>(n) % 2]);
    if (n % 4 == 3) fields.tags.emplace_back(tags[2 + static_cast<std::size_t>(n / 4) % 4]);
    static constexpr std::array<std::string_view, 4> packages{"基础", "高清", "4K家庭", "宽带融合"};
    fields.fields = {{"contract", contract_number(n)},
                     {"package", std::string(packages[static_cast<std::size_t>(n * 7) % packages.size()])},
                     {"set_top_boxes", std::to_string(n % 3 + 1)},
                     {"installed_on", fmt::format("20{:02}-{:02}-{:02}", 15 + n % 11, n % 12 + 1, n % 28 + 1)}};
    const auto first_agent = static_cast<std::size_t>(n) % sample_.cities.size() * (agents_in_city + callees_in_city);
    if (n % 10 == 0)
      fields.owner_id = sample_.agents[first_agent + static_cast<std::size_t>(n / 10) % agents_in_city].place.person_id;
    if (n % 9 == 0) fields.note = "上门前请先电话联系。";
    fields.tier_id = tier_of(n);
    made_.push_back(need(customers_.create(system_, fields)).id);
    city.customers.push_back({made_.back(), n, fields.name, fields.tier_id, organization});
  }

  // Of a hundred two are diamond, eight gold, twenty silver.
  std::optional<dictionaries::EntryId> tier_of(int n) const {
    const int drawn = n * 37 % 100;
    return tiers_[drawn < 2 ? 0 : drawn < 10 ? 1 : drawn < 30 ? 2 : 3];
  }

  // Families live in one city: customers four apart.
  void add_relations() {
    for (std::size_t n = 0; n + 4 < made_.size(); n += 21)
      need(customers_.relate(system_, made_[n], {made_[n + 4], customers::RelationKind::Family, ""}));
  }

  const Parts& parts_;
  org::Access& access_;
  customers::Customers& customers_;
  agents::Agents& agents_;
  routing::Routing& routing_;
  channels::Webchat& webchat_;
  channels::Replies& replies_;
  const org::Actor system_ = org::system_actor();
  std::map<std::string, org::RoleId> roles_;
  org::CentreId root_;
  const std::vector<std::optional<dictionaries::EntryId>> tiers_;
  Organisation sample_;
  std::vector<org::TeamId> teams_;  // of the city that is being made
  std::vector<agents::SkillId> skills_;
  std::vector<customers::CustomerId> made_;
  int people_ = 0;
};

enum class State { Absent, CutOff, Complete };

State state_of(db::Transaction& tx) {
  auto rows = tx.query("SELECT complete FROM sample");
  if (rows.empty()) return State::Absent;
  return rows[0].integer(0) != 0 ? State::Complete : State::CutOff;
}

bool holds_other_data(org::Access& access, customers::Customers& customers) {
  auto system = org::system_actor();
  return need(access.centres(system, {1, {}})).total > 1 || need(access.people(system, {}, {1, {}})).total > 1 ||
         need(customers.customers(system, {}, {1, {}})).total > 0;
}

}  // namespace

void fill_sample(const org::Platform& platform, const Parts& parts, const SamplePlan& plan) {
  auto& database = platform.database;
  auto state = database.read(&state_of);
  if (state == State::Complete) return;
  if (state == State::CutOff)
    throw std::runtime_error("filling in the sample organisation was cut off: delete the data folder and start again");
  if (holds_other_data(parts.access, parts.customers))
    throw std::runtime_error("--demo wants an empty data folder, and this one holds data: name another with --data");
  database.write([&](db::Transaction& tx) {
    tx.execute("INSERT INTO sample (id, complete, filled_at) VALUES (1, 0, ?1)", platform.clock.now());
  });
  // Everybody knows the sample's password, so it need not be costly to try.
  org::set_password_cost({1, 1024 * 1024});
  const auto until = platform.clock.now() - std::chrono::seconds{1};
  const auto organisation = Filling(platform, parts).run(plan.customers, plan.content_folder);
  org::set_password_cost({});
  if (plan.history_days > 0)
    fill_history(platform, organisation, load_all_phrases(plan.content_folder),
                 {.until = until, .days = plan.history_days, .visits_a_day = plan.visits_a_day});
  // What these would make of the past stands there already.
  database.write([](db::Transaction& tx) {
    for (const auto* reader : {"agents", "contacts", "webchat"}) events::save_cursor(tx, reader, events::end(tx));
    tx.execute("UPDATE sample SET complete = 1");
  });
}

std::vector<SignIn> sample_sign_ins(org::Access& access) {
  std::vector<SignIn> sign_ins;
  const auto people = need(access.people(org::system_actor(), {}, {200, {}})).items;
  for (const auto& role : need(access.roles(org::system_actor(), {200, {}})).items) {
    auto first = [&](bool takes_calls) {
      return std::ranges::find_if(people, [&](const org::Person& person) {
        return person.login != "admin" && !person.grants.empty() && person.grants[0].role_id == role.id &&
               takes_calls == person.login.contains(callee_login);
      });
    };
    if (const auto person = first(false); person != people.end())
      sign_ins.push_back({person->login, role.name, role.name_en});
    if (const auto person = first(true); person != people.end())
      sign_ins.push_back({person->login, role.name + "（接电话）", role.name_en + " (takes calls)"});
  }
  return sign_ins;
}

}  // namespace simulator
