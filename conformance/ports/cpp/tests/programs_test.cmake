# Runs the programs as such: exit codes, and what goes to which stream.

# expect(<exit code> <exact stdout> <regular expression for stderr> <program> <words>...)
function(expect exit_code stdout stderr_pattern)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE actual_exit OUTPUT_VARIABLE actual_out
                  ERROR_VARIABLE actual_err)
  if(NOT actual_exit STREQUAL exit_code OR NOT actual_out STREQUAL stdout
     OR NOT actual_err MATCHES "${stderr_pattern}")
    message(SEND_ERROR "${ARGN}\nexit ${actual_exit}, stdout \"${actual_out}\", stderr \"${actual_err}\"")
  endif()
endfunction()

set(d --seed 1 --nodes 1 --rounds 200 --proposals 5)
set(zab ${PROGRAMS}/zabctl ${d})
set(kv ${PROGRAMS}/kvctl --seed 42 --ops 500 --keys 32 --scenario default)

expect(0 d4dbb92f91f9a0adf0c4c0b91fa46b2a5145907450897cd6473a02a6279604fd "^$" ${zab})
expect(0 ce8b8e05d6ad0b4a243753a934b2f052c2363e97beca0c175586677d1a489408 "^$" ${PROGRAMS}/raftctl ${d})
expect(0 e5e0248c7c4fa20991b90afdac828eab91a7414497461dadc2e1553040693139 "^$" ${PROGRAMS}/paxosctl ${d})
expect(0 1febc1252f87f873c315526e9d9c78a622131d700dccca84a6e089244930252b "^$" ${kv})
expect(0 "0 9f92230dd14d4df4d93c508b64a078ebe277d8df3f033d3b6f4f665d1ac61044\n" "^$"
       ${PROGRAMS}/zabctl --digests --seed 8 --nodes 3 --rounds 1 --proposals 0)
expect(0 "" "^$" ${PROGRAMS}/kvctl --digests --seed 8 --ops 0 --keys 3 --scenario partition)

foreach(program zabctl raftctl paxosctl)
  expect(2 "" "^${program}: --seed: missing" ${PROGRAMS}/${program})
  expect(2 "" "^${program}: --outage: expected quadruples" ${PROGRAMS}/${program} ${d} --outage 1,2,0,1)
  expect(2 "" "^${program}: --dump-after: expected .* below --rounds \\(200\\), got \"200\""
         ${PROGRAMS}/${program} ${d} --dump-after 200)
endforeach()
expect(2 "" "^kvctl: --cut: expected only with --scenario partition" ${kv} --cut 3)
expect(2 "" "^kvctl: --verbose: unknown flag, expected one of --seed" ${kv} --verbose)
