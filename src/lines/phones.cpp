// Verbs on SIP phones, and what rings when a person is called.

#include <algorithm>

#include "agents/rights.h"
#include "lines/verbs.h"
#include "voice/sip/digest.h"

namespace lines {
namespace {

// 128 random bits; what a phone's keypad or web page takes: no signs.
std::string made_up_password() {
  return keys::hex(keys::random_bytes(16));
}

std::string sealed_digests(const org::Platform& platform, const PhoneRow& row, const std::string& password) {
  using voice::sip::DigestAlgorithm;
  const auto digests = voice::sip::digest_ha1(DigestAlgorithm::Md5, row.login, Lines::realm, password) + ' ' +
                       voice::sip::digest_ha1(DigestAlgorithm::Sha256, row.login, Lines::realm, password);
  return platform.keys.seal(digests, digests_context(row.id));
}

base::Status check(db::Transaction& tx, const org::Actor& actor, const PhoneRow& row) {
  std::vector<base::Fault> faults;
  if (!is_sip_user(row.login)) faults.push_back({"/login", "bad_format", {}});
  if (login_is_taken(tx, row)) faults.push_back({"/login", "taken", {}});
  const auto place = row.person_id ? org::Access::person_place(tx, *row.person_id) : std::nullopt;
  if (row.person_id && (!place || !actor.reaches(edit_phones, *place)))
    faults.push_back({"/person_id", "no_such_object", {}});
  if (!faults.empty()) return base::refuse_faults(std::move(faults));
  return {};
}

OwnPhone own_phone_of(db::Transaction& tx, const org::Actor& actor) {
  const org::PersonId person{actor.ref.id};
  OwnPhone own;
  own.phone_id = Lines::phone_of(tx, person);
  for (const auto& row : phones_open_to(tx, person, actor.place.centre_id))
    own.choices.push_back({row.id, row.name, row.login, Lines::is_signed_in(tx, row.id)});
  return own;
}

}  // namespace

base::Result<org::Page<Phone>> Lines::phones(const org::Actor& actor, Centre centre, const org::ListQuery& query) {
  return page<PhoneRow>(platform_, actor, centre, query, org::ListStatement::Order::OldestFirst);
}

base::Result<Phone> Lines::phone(const org::Actor& actor, PhoneId id) {
  return show<PhoneRow>(platform_, actor, id);
}

base::Result<CreatedPhone> Lines::create_phone(const org::Actor& actor, const PhoneFields& fields) {
  const auto password = made_up_password();
  auto phone = create(platform_, actor, PhoneRow{fields}, [&](db::Transaction& tx, PhoneRow& row) {
    row.sealed_digests = sealed_digests(platform_, row, password);
    return check(tx, actor, row);
  });
  if (!phone) return base::pass(phone);
  return CreatedPhone{*std::move(phone), password};
}

// The digests hold the login, so that another one needs another password.
base::Result<Phone> Lines::edit_phone(const org::Actor& actor, PhoneId id, std::int64_t version,
                                      const PhoneFields& fields) {
  return edit<PhoneRow>(platform_, actor, id, version,
                        [&](db::Transaction& tx, const PhoneRow& stored, PhoneRow& row) -> base::Status {
                          if (fields.login != stored.login) return base::refuse_fault("/login", "cannot_change");
                          static_cast<PhoneFields&>(row) = fields;
                          if (row.person_id && row.person_id != stored.person_id) forget_choices_of(tx, id);
                          return check(tx, actor, row);
                        });
}

base::Result<CreatedPhone> Lines::reset_phone_password(const org::Actor& actor, PhoneId id) {
  const auto password = made_up_password();
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<CreatedPhone> {
    tx.lock(lines_lock);
    auto row = load<PhoneRow>(tx, actor, edit_phones, id);
    if (!row) return base::pass(row);
    row->sealed_digests = sealed_digests(platform_, *row, password);
    ++row->version;
    row->updated_at = platform_.clock.now();
    db::update_row(tx, Kept<PhoneRow>::table, *row);
    changed(tx, platform_, actor, *row, org::Change::Edited, "password");
    return CreatedPhone{to_shown(tx, *row), password};
  });
}

base::Status Lines::delete_phone(const org::Actor& actor, PhoneId id) {
  return erase<PhoneRow>(platform_, actor, id, [&](db::Transaction& tx, const PhoneRow&) -> base::Status {
    forget_choices_of(tx, id);
    erase_states_of(tx, id);
    return {};
  });
}

base::Result<std::vector<PhoneState>> Lines::phone_states(const org::Actor& actor) {
  if (auto status = actor.require(view_phones); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<std::vector<PhoneState>> {
    auto states = phone_states_where(tx, actor.within_centre(view_phones, "r.centre_id", 1));
    for (auto& state : states) hide(state, actor);
    return states;
  });
}

base::Result<OwnPhone> Lines::own_phone(const org::Actor& actor) {
  if (auto status = actor.require(agents::work_as_agent); !status) return base::pass(status);
  return platform_.database.read(
      [&](db::Transaction& tx) -> base::Result<OwnPhone> { return own_phone_of(tx, actor); });
}

base::Result<OwnPhone> Lines::choose_phone(const org::Actor& actor, const OwnPhoneFields& fields) {
  if (auto status = actor.require(agents::work_as_agent); !status) return base::pass(status);
  const org::PersonId person{actor.ref.id};
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<OwnPhone> {
    tx.lock(lines_lock);
    OwnPhoneChosen told{person, fields.phone_id, {}};
    if (const auto before = chosen_phone(tx, person)) told.touched.push_back(*before);
    if (fields.phone_id) {
      const auto open = phones_open_to(tx, person, actor.place.centre_id);
      if (std::ranges::none_of(open, [&](const PhoneRow& row) { return row.id == *fields.phone_id; }))
        return base::refuse_fault("/phone_id", "no_such_object");
      told.touched.push_back(*fields.phone_id);
      choose(tx, person, *fields.phone_id);
    } else {
      forget_choice(tx, person);
    }
    events::append(tx, {platform_.clock.now(), actor.ref, actor.place.centre_id.value, person.value}, told);
    return own_phone_of(tx, actor);
  });
}

std::optional<PhoneId> Lines::phone_of(db::Transaction& tx, org::PersonId person) {
  const auto chosen = chosen_phone(tx, person);
  const auto row = chosen ? find<PhoneRow>(tx, *chosen) : std::nullopt;
  return row && row->active ? chosen : std::nullopt;
}

std::optional<org::PersonId> Lines::person_at(db::Transaction& tx, PhoneId phone) {
  if (const auto person = chooser_of(tx, phone)) return person;
  const auto row = find<PhoneRow>(tx, phone);
  return row ? row->person_id : std::nullopt;
}

bool Lines::is_signed_in(db::Transaction& tx, PhoneId phone) {
  return !tx.query("SELECT 1 FROM phone_state WHERE phone_id = ?1 AND signed_in = 1", phone).empty();
}

void Lines::set_telephony(Telephony telephony) {
  const std::lock_guard lock(mutex_);
  telephony_ = std::move(telephony);
}

base::Result<Telephony> Lines::telephony(const org::Actor&) {
  const std::lock_guard lock(mutex_);
  return telephony_;
}

}  // namespace lines
