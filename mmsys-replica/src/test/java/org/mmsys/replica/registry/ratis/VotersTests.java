package org.mmsys.replica.registry.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mmsys.core.route.Members;
import org.mmsys.core.route.NodeName;
import org.mmsys.core.route.Service;

class VotersTests {
    @ParameterizedTest
    @CsvSource(textBlock = """
                    s1/primary s1/backup, ''
                    s1/primary s1/backup w1/witness, s1/backup w1/witness s1/primary
                    s1/primary s1/backup s2/primary s2/backup, s1/backup s2/backup s1/primary
                    s3/primary s3/backup s2/primary s2/backup s1/primary s1/backup, \
                    s1/backup s2/backup s3/backup s1/primary s2/primary
                    """)
    void areTheSameWhateverTheOrderOfTheLines(String nodes, String voters) {
        List<String> names = new ArrayList<>(List.of(nodes.split(" ")));
        for (int i = 0; i < names.size(); i++) {
            Collections.rotate(names, 1);
            assertThat(Voters.of(members(names)).stream().map(NodeName::toString))
                    .containsExactlyElementsOf(Stream.of(voters.split(" "))
                            .filter(name -> !name.isEmpty())
                            .toList());
        }
    }

    private static Members members(List<String> names) {
        List<Members.Member> all = names.stream()
                .map(name -> new Members.Member(VoterGroup.name(name), "127.0.0.1", Map.of(Service.REGISTRY, 1)))
                .toList();
        return new Members(all.get(0).name(), all);
    }
}
