#pragma once
// The house as the rows have it: what the switchboard asks, read from the database. Private to
// the module.
//
// Thread: the exchange's; outside of transactions.

#include "access/access.h"
#include "ivr/ivr.h"
#include "telephony/house.h"

namespace telephony {

class Directory final : public House {
 public:
  Directory(org::Platform platform, ivr::Ivr& ivr) : platform_(platform), ivr_(ivr) {}

  std::optional<Rule> rule_for(const std::string& number, org::CentreId centre) override;
  CallerFacts caller(const std::string& number, std::optional<voice::TrunkId> trunk) override;
  std::optional<Route> route(const std::string& called, voice::TrunkId trunk) override;
  std::optional<Desk> desk(org::PersonId person) override;
  std::optional<org::PersonId> owner(voice::PhoneId phone) override;
  std::optional<org::PersonId> person_with_number(const std::string& number) override;
  std::optional<Dialling> dialling(const std::string& number, org::CentreId centre,
                                   std::optional<routing::QueueId> queue) override;
  std::optional<routing::Queue> queue(routing::QueueId id) override;
  QueueVoice queue_voice(routing::QueueId id) override;
  std::vector<org::PersonId> free_in(const routing::Queue& queue) override;
  std::optional<routing::QueueId> queue_of(org::PersonId person) override;
  std::string number_of(CallBackId id) override;
  std::string seal(const std::string& number) override;
  std::string index(const std::string& normal) override;
  std::string tail_index(const std::string& normal) override;
  ivr::World& world(org::CentreId centre) override;

 private:
  org::Platform platform_;
  ivr::Ivr& ivr_;
  std::unique_ptr<ivr::World> world_;
};

// Blind indexes of numbers in their one form, and of their last four digits.
std::string number_index(const keys::KeyRing& keys, const std::string& normal);
std::string tail_index_of(const keys::KeyRing& keys, const std::string& last_four);

}  // namespace telephony
